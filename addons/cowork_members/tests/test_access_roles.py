import json

from odoo import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PASSWORD
from .test_access_rights import ACCESS, ACTORS, OPERATIONS, AccessCommon

DENIED = "odoo.exceptions.AccessError"
EXPIRED = "odoo.http.SessionExpiredException"

# What was signed is changed by managers only, whatever a user may do with drafts.
SIGNED = {
    ("user", "cowork.contract.line.allowance", "write"),
    ("user", "cowork.contract.line.allowance", "unlink"),
}


@tagged("post_install", "-at_install")
class TestAccessRoles(AccessCommon, HttpCase):
    """Every role, as its post gives it, on every model of the table, over the wire."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        posts = {
            # role: permission of the job, the actor of the table it equals
            "director": ("manager", "manager"),
            "site_manager": ("user", "user"),
            "community": ("user", "user"),
            "receptionist": ("front_desk", "front_desk"),
            "technician": (None, "internal"),
            "elsewhere": ("user", "user_2"),
        }
        cls.roles = {}
        for role, (permission, actor) in posts.items():
            groups = cls.env["res.groups"]
            if permission:
                groups = cls.env.ref(f"cowork_members.group_{permission}")
                groups.cowork_grantable = True
            job = cls.env["hr.job"].create(
                {"name": f"T {role}", "cowork_group_ids": [Command.set(groups.ids)]}
            )
            user = cls.make_user(f"t_{role}", "base.group_user", [cls.location])
            user.employee_ids.job_id = job
            cls.roles[role] = (user, actor)
        employees = {role: user.employee_ids for role, (user, _a) in cls.roles.items()}
        cls.location.employee_ids -= employees["director"] | employees["elsewhere"]
        cls.location.employee_ids -= employees["site_manager"]
        cls.location.manager_id = employees["site_manager"]
        cls.location_2.employee_ids += employees["elsewhere"]
        cls.roles |= {
            "member": (cls.portal_a, "portal_a"),
            "other member": (cls.portal_b, "portal_b"),
            "director of another company": (cls.manager_b, "manager_b"),
            "public": (None, "public"),
        }
        cls.new_values = {
            model: cls._get_values(sample) for model, sample in cls.samples.items()
        }

    @classmethod
    def _get_values(cls, sample):
        """:returns: what a client would send to create a record like ``sample``"""
        kept = getattr(sample, "_protected_fields", ())
        return {
            name: value
            for name, value in sample.copy_data()[0].items()
            if name not in kept and sample._fields[name].type != "one2many"
        }

    def _call(self, model, method, *args):
        """:returns: the answer, or the name of the exception"""
        params = {"model": model, "method": method, "args": args, "kwargs": {}}
        answer = self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps({"params": params}, default=str),
            headers={"Content-Type": "application/json"},
        ).json()
        return answer.get("result", answer.get("error", {}).get("data", {}).get("name"))

    def _try(self, operation, model):
        """:returns: the answer to a client that tries; what it did is undone"""
        sample = self.samples[model]
        if operation == "read":
            domain = [["id", "in", sample.ids]]
            found = self._call(model, "search_read", domain, ["id"])
            # What the rules hide is not refused, it is not there.
            return found or DENIED
        arguments = {
            "create": [self.new_values[model]],
            "write": [sample.ids, {}],
            "unlink": [sample.ids],
        }
        with self.env.cr.savepoint() as savepoint:
            answer = self._call(model, operation, *arguments[operation])
            savepoint.rollback()
        return answer

    @mute_logger("odoo.http", "odoo.sql_db", "odoo.models.unlink")
    def test_every_role_on_every_model(self):
        wrong = []
        for role, (user, actor) in self.roles.items():
            if user:
                self.authenticate(user.login, PASSWORD)
            else:
                self.logout()
            for model, row in ACCESS.items():
                allowed = row[ACTORS.index(actor)]
                for letter, operation in OPERATIONS.items():
                    if not user and letter != "r":
                        # Without a session nothing gets as far as the model.
                        continue
                    answer = self._try(operation, model)
                    refused = answer in (DENIED, EXPIRED)
                    done = not isinstance(answer, str)
                    # A rule of the business may refuse what the role allows.
                    frozen = (actor, model, operation) in SIGNED
                    if refused if letter in allowed and not frozen else done:
                        wrong.append(f"{role} × {model} × {operation}: {answer}")
        self.env.invalidate_all()
        self.assertFalse(wrong)

    @mute_logger("odoo.http")
    def test_two_locations_and_two_companies(self):
        here, there, abroad = self.location, self.location_2, self.location_b
        expected = {
            "director": here | there,
            "site_manager": here,
            "community": here,
            "receptionist": here,
            "elsewhere": there,
            "director of another company": abroad,
        }
        ids = (here | there | abroad).ids
        contracts = self.contract | self.contract_b
        for role, places in expected.items():
            self.authenticate(self.roles[role][0].login, PASSWORD)
            domain = [["id", "in", ids]]
            found = self._call("cowork.location", "search", domain)
            self.assertEqual(set(found), set(places.ids), role)
            domain = [["id", "in", contracts.ids]]
            found = self._call("cowork.contract", "search", domain)
            seen = contracts.filtered(lambda c, p=places: c.location_id in p)
            self.assertEqual(set(found), set(seen.ids), role)

    @mute_logger("odoo.http")
    def test_the_hr_department_hands_nobody_more_than_was_allowed(self):
        self.make_user("t_hr", "hr.group_hr_user", [self.location])
        technician, _actor = self.roles["technician"]
        job = technician.employee_ids.job_id
        grant = self.samples["cowork.job.grant"]
        settings = self.env.ref("base.group_system")
        self.authenticate("t_hr", PASSWORD)
        link = [4, settings.id]
        calls = [
            ("hr.job", "write", (job.ids, {"cowork_group_ids": [link]})),
            ("res.groups", "write", (settings.ids, {"cowork_grantable": True})),
            ("res.users", "write", (technician.ids, {"group_ids": [link]})),
            ("cowork.job.grant", "write", (grant.ids, {"held_before": True})),
            ("cowork.job.grant", "unlink", (grant.ids,)),
            ("cowork.job.grant", "create", ({"group_id": settings.id},)),
            ("cowork.job.grant", "action_give_again", (grant.ids,)),
        ]
        for model, method, arguments in calls:
            answer = self._call(model, method, *arguments)
            self.assertIn("odoo.exceptions.", str(answer), f"{model} {method}")
        self.env.invalidate_all()
        self.assertFalse(job.cowork_group_ids)
        self.assertFalse(technician.has_group("base.group_system"))
