from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests.common import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger

from .common import CoworkMixin

DOORS = 4
AT = "2026-11-02 04:00:00"


class _Setup(CoworkMixin):
    """The records of the tests, committed: other connections must see them."""


@tagged("post_install", "-at_install")
class TestDoorRace(BaseCase):
    """Somebody enters by several doors at the same moment, on real connections."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # The server holds the lock of the registries while it runs the tests.
        cls.classPatch(Registry, "_lock", DummyRLock())

    def setUp(self):
        super().setUp()
        with self._connection() as env:
            setup = type("Setup", (_Setup,), {"env": env})
            setup.company = env.company
            setup.kinds = {k.code: k for k in env["cowork.space.kind"].search([])}
            setup.location = setup.make_location("Race", "T-DOOR-RACE")
            setup.plan = setup.make_plan(
                "Race pass",
                "hot_desk",
                100.0,
                access_mode="pass",
                access_needs_pass=True,
            )
            setup.member = env["res.partner"].create({"name": "Door Racer"})
            people = env["res.partner"].create(
                [
                    {"name": f"Racer {n}", "parent_id": setup.member.id}
                    for n in range(DOORS)
                ]
            )
            contract = setup.make_contract(
                setup.plan, start="2026-10-01", member_ids=[(6, 0, people.ids)]
            )
            pack = env["cowork.pack"].create(
                {
                    "partner_id": setup.member.id,
                    "usage_type_id": env.ref("cowork_members.usage_day_pass").id,
                    "quantity": 1,
                    "date_from": "2026-10-01",
                }
            )
            point = env["cowork.access.point"].create(
                {
                    "name": "Gate",
                    "code": "GATE",
                    "location_id": setup.location.id,
                    "direction": "in",
                }
            )
            cards = env["cowork.access.credential"]
            for number, person in enumerate(people):
                cards += cards._issue(
                    {
                        "kind": "card",
                        "partner_id": person.id,
                        "location_id": setup.location.id,
                    },
                    f"0DACE00{number}",
                )[0]
            self.ids = {
                "cowork.access.credential": cards.ids,
                "cowork.access.point": point.ids,
                "cowork.pack": pack.ids,
                "cowork.contract": contract.ids,
                "cowork.plan": setup.plan.ids,
                "cowork.location": setup.location.ids,
                "res.partner": [*people.ids, setup.member.id],
            }
            self.product = setup.plan.product_id.product_tmpl_id.id
        self.addCleanup(self._clean_up)

    def _clean_up(self):
        with self._connection() as env:
            # Nothing leaves the ledgers but past the ORM.
            for model, field, key in (
                ("cowork.access.event", "location_id", "cowork.location"),
                ("cowork.presence", "location_id", "cowork.location"),
                ("cowork.usage", "contract_id", "cowork.contract"),
                ("cowork.access.credential", "id", "cowork.access.credential"),
            ):
                env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE %s IN %s",
                        SQL.identifier(env[model]._table),
                        SQL.identifier(field),
                        tuple(self.ids[key]),
                    )
                )
            env.invalidate_all()
            env["cowork.contract"].browse(self.ids["cowork.contract"])._enter_state(
                "cancelled"
            )
            for model, ids in self.ids.items():
                if model != "cowork.access.credential":
                    env[model].browse(ids).unlink()
            env["product.template"].browse(self.product).unlink()

    @contextmanager
    def _connection(self):
        """A connection of its own; what is done is committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _request(self, barrier, number):
        """What a request to the server does: retry, commit, answer.

        :returns: reason that the door gives"""
        tries = []
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})

            def call():
                location = env["cowork.location"].browse(self.ids["cowork.location"])
                # The snapshot of the transaction is taken before the others commit.
                location.mapped("name")
                if not tries:
                    tries.append(True)
                    barrier.wait(timeout=20)
                return location.check_access(
                    f"0DACE00{number}", at=AT, access_point="GATE"
                )

            return retrying(call, env)["reason"]

    def _in_parallel(self, numbers):
        """:returns: list of what the doors say"""
        barrier = Barrier(len(numbers))
        with ThreadPoolExecutor(len(numbers)) as pool:
            futures = [pool.submit(self._request, barrier, each) for each in numbers]
            return [future.result(timeout=120) for future in futures]

    def _count(self, env, model):
        field, key = {
            "cowork.usage": ("contract_id", "cowork.contract"),
            "cowork.presence": ("location_id", "cowork.location"),
            "cowork.access.event": ("location_id", "cowork.location"),
        }[model]
        return env[model].search_count([(field, "in", self.ids[key])])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_person_at_several_doors_takes_one_pass(self):
        self.assertEqual(self._in_parallel([0] * DOORS), ["contract"] * DOORS)
        with self._connection() as env:
            self.assertEqual(self._count(env, "cowork.usage"), 1)
            self.assertEqual(self._count(env, "cowork.presence"), 1)
            self.assertEqual(self._count(env, "cowork.access.event"), DOORS)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_without_a_limit_one_person_takes_one_pass_as_well(self):
        with self._connection() as env:
            plan = env["cowork.plan"].browse(self.ids["cowork.plan"])
            plan.access_needs_pass = False
        self.assertEqual(self._in_parallel([1] * DOORS), ["contract"] * DOORS)
        with self._connection() as env:
            self.assertEqual(self._count(env, "cowork.usage"), 1)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_the_last_pass_is_taken_by_one_of_several_people(self):
        found = self._in_parallel(range(DOORS))
        self.assertEqual(sorted(found), ["contract", *["no_pass"] * (DOORS - 1)])
        with self._connection() as env:
            self.assertEqual(self._count(env, "cowork.usage"), 1)
            self.assertEqual(self._count(env, "cowork.presence"), 1)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_a_card_and_its_copy_at_two_gates_open_one(self):
        with self._connection() as env:
            points = env["cowork.access.point"].browse(self.ids["cowork.access.point"])
            points.anti_passback = True
        found = self._in_parallel([2, 2])
        self.assertEqual(sorted(found), ["contract", "passback"])
