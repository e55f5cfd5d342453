from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.fields import Domain

#: the fields of which one says who it is, and what that makes them
PEOPLE = {"partner_id": "member", "visitor_id": "visitor", "employee_id": "staff"}


class CoworkPresence(models.Model):
    """From when to when somebody was in the building. Who has not left is in now."""

    _name = "cowork.presence"
    _description = "Person in the Building"
    _inherit = ["cowork.protected.mixin", "cowork.desk.mixin"]
    _order = "entered_at desc, id desc"
    _protected_fields = frozenset(
        {
            "location_id",
            "company_id",
            "kind",
            "partner_id",
            "visitor_id",
            "employee_id",
            "space_id",
            "floor_id",
            "entered_at",
            "left_at",
            "is_forgotten",
            "source",
        }
    )

    location_id = fields.Many2one(
        "cowork.location", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="location_id.company_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(
        [("member", "Member"), ("visitor", "Visitor"), ("staff", "Staff")],
        required=True,
    )
    partner_id = fields.Many2one(
        "res.partner", "Member", index="btree_not_null", ondelete="restrict"
    )
    visitor_id = fields.Many2one(
        "cowork.visitor", "Visitor", index="btree_not_null", ondelete="cascade"
    )
    employee_id = fields.Many2one(
        "hr.employee", "Employee", index="btree_not_null", ondelete="restrict"
    )
    name = fields.Char(compute="_compute_name", compute_sudo=True)
    space_id = fields.Many2one(
        "cowork.space",
        "Where",
        index="btree_not_null",
        ondelete="set null",
        help="The floor or space, as far as it is known.",
    )
    floor_id = fields.Many2one(
        "cowork.space",
        "Floor",
        compute="_compute_floor_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
    )
    entered_at = fields.Datetime("In Since", required=True, index=True)
    left_at = fields.Datetime("Left", help="Empty: in the building now.")
    is_forgotten = fields.Boolean(
        "Not Signed Out",
        help="Nobody noted when they left; the night closed their stay.",
    )
    source = fields.Selection(
        [
            ("desk", "Front desk"),
            ("kiosk", "Kiosk"),
            ("door", "Door"),
            ("system", "System"),
        ],
        required=True,
        default="desk",
    )

    _leaves_after_entering = models.Constraint(
        "CHECK (left_at IS NULL OR left_at >= entered_at)",
        "Nobody leaves before entering.",
    )
    _kind_known = models.Constraint(
        "CHECK (kind IN ('member', 'visitor', 'staff'))",
        "Who is in the building is a member, a visitor or of the staff.",
    )
    # Of whoever is in it is known who that is; who it was may be erased later.
    _one_person = models.Constraint(
        "CHECK (num_nonnulls(partner_id, visitor_id, employee_id) <= 1 AND"
        " (left_at IS NOT NULL OR"
        " num_nonnulls(partner_id, visitor_id, employee_id) = 1))",
        "Name one person: a member, a visitor or an employee.",
    )
    _member_in_once = models.UniqueIndex(
        "(partner_id, location_id) WHERE left_at IS NULL AND partner_id IS NOT NULL",
        "This member is in the building already.",
    )
    _visitor_in_once = models.UniqueIndex(
        "(visitor_id, location_id) WHERE left_at IS NULL AND visitor_id IS NOT NULL",
        "This visitor is in the building already.",
    )
    _employee_in_once = models.UniqueIndex(
        "(employee_id, location_id) WHERE left_at IS NULL AND employee_id IS NOT NULL",
        "This employee is in the building already.",
    )
    _in_now = models.Index("(location_id) WHERE left_at IS NULL")

    # Computed ------------------------------------------------------------------------

    @api.depends("partner_id.name", "visitor_id.name", "employee_id.name")
    def _compute_name(self):
        for presence in self:
            presence.name = presence._get_person().name

    @api.depends("name")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for presence in self:
            presence.display_name = presence.name or labels.get(presence.kind)

    @api.depends("space_id.parent_path", "space_id.kind_id.code")
    def _compute_floor_id(self):
        paths = {
            presence: [int(part) for part in path.split("/") if part]
            for presence in self
            if (path := presence.space_id.parent_path)
        }
        spaces = self.env["cowork.space"].browse(set().union(*paths.values()))
        floors = set(spaces.filtered(lambda space: space.kind_id.code == "floor").ids)
        for presence in self:
            ways = [key for key in paths.get(presence, ()) if key in floors]
            presence.floor_id = ways[-1] if ways else False

    def _get_person(self):
        """:returns: the record of who it is (one presence), possibly empty"""
        for name in PEOPLE:
            if self[name]:
                return self[name]
        return self.env["res.partner"]

    # In and out ----------------------------------------------------------------------

    @api.model
    def _enter(self, vals_list):
        """Note that people are in the building. Who is in already stays in once: only
        where they are is noted anew. Who enters has left every other building.

        :param vals_list: list of dicts: ``location_id``, one of ``partner_id``,
            ``visitor_id`` and ``employee_id``, and as far as known ``space_id``,
            ``entered_at`` (naive UTC; now when not given) and ``source``
        :returns: the presences of these people (sudo); without those whom another
            server noted at the very same moment
        """
        # sudo: whoever lets people in, a door or a tablet, writes this ledger.
        presences = self.sudo()._by_action()
        wanted = {presences._get_key(vals): vals for vals in vals_list}
        inside = presences._find_inside(wanted)
        at_place = {key: one for key, one in inside.items() if key in wanted}
        elsewhere = presences.union(*(inside[key] for key in inside.keys() - wanted))
        elsewhere._close(fields.Datetime.now())
        presences._move(at_place, wanted)
        new = [vals for key, vals in wanted.items() if key not in at_place]
        created = presences._create_once([presences._prepare(vals) for vals in new])
        return presences.union(*at_place.values(), created)

    @api.model
    def _leave(self, vals_list):
        """Note that people have left the building. Who is not in is passed over.

        :param vals_list: list of dicts: ``location_id``, one of ``partner_id``,
            ``visitor_id`` and ``employee_id``, and ``left_at`` (naive UTC; now when not
            given)
        :returns: the presences that end (sudo)
        """
        # sudo: as for entering.
        presences = self.sudo()._by_action()
        wanted = {presences._get_key(vals): vals for vals in vals_list}
        now = fields.Datetime.now()
        moments = {}
        for key, presence in presences._find_inside(wanted).items():
            if key in wanted:
                moment = wanted[key].get("left_at") or now
                moments[moment] = moments.get(moment, presences) | presence
        for moment, leaving in moments.items():
            leaving._close(moment)
        return presences.union(*moments.values())

    def _close(self, moment, **vals):
        """:param moment: when they left; never before they entered"""
        late = self.filtered(lambda one: one.entered_at <= moment)
        if late:
            late._by_action().write({"left_at": moment, **vals})
        for presence in self - late:
            presence._by_action().write({"left_at": presence.entered_at, **vals})
        self.visitor_id._set_left(moment)

    @api.model
    def _get_key(self, vals):
        """:returns: ``(field, id of the person, id of the location)``
        :raises ValueError: unless ``vals`` name one person and a location"""
        people = [(name, vals[name]) for name in PEOPLE if vals.get(name)]
        if len(people) != 1 or not vals.get("location_id"):
            raise ValueError("one person and a location")
        return (*people[0], vals["location_id"])

    @api.model
    def _find_inside(self, keys):
        """:param keys: of people, whatever their location
        :returns: dict of key to presence of all these people who are in somewhere"""
        ids = {name: [key[1] for key in keys if key[0] == name] for name in PEOPLE}
        found = self.search(
            Domain("left_at", "=", False)
            & Domain.OR(
                Domain(name, "in", people) for name, people in ids.items() if people
            )
        )
        return {
            (name, presence[name].id, presence.location_id.id): presence
            for presence in found
            for name in PEOPLE
            if presence[name]
        }

    @api.model
    def _move(self, inside, wanted):
        """Note where those are now who are in already."""
        moved = {}
        for key, presence in inside.items():
            space = wanted[key].get("space_id")
            if space and presence.space_id.id != space:
                moved[space] = moved.get(space, presence.browse()) | presence
        for space, presences in moved.items():
            presences.write({"space_id": space})

    @api.model
    def _prepare(self, vals):
        """:returns: values of a new presence"""
        name, person, location = self._get_key(vals)
        return {
            name: person,
            "location_id": location,
            "kind": PEOPLE[name],
            "space_id": vals.get("space_id"),
            "entered_at": vals.get("entered_at") or fields.Datetime.now(),
            "source": vals.get("source") or "desk",
        }

    @api.model
    def _create_once(self, vals_list):
        """:returns: new presences, without those that another server made meanwhile"""
        if not vals_list:
            return self.browse()
        try:
            with self.env.cr.savepoint():
                return self.create(vals_list)
        except UniqueViolation:
            if len(vals_list) == 1:
                return self.browse()
        return self.browse().union(*(self._create_once([vals]) for vals in vals_list))

    def action_leave(self):
        """Note that people have left the building, now.

        :returns: True
        :raises AccessError: when the user does not serve their location
        """
        self.check_access("read")
        # sudo: this ledger is written by its own methods alone.
        inside = self.sudo().filtered(lambda presence: not presence.left_at)
        inside._close(fields.Datetime.now())
        return True
