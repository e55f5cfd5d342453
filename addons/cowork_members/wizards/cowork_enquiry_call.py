from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

# Without the country and the leading zero; an extension is nobody's number.
SHORTEST_NUMBER = 6


class CoworkEnquiryCall(models.TransientModel):
    """What is noted while the phone is still at the ear; it becomes a card."""

    _name = "cowork.enquiry.call"
    _description = "Phone Call"
    _check_company_auto = True

    caller = fields.Char("Name")
    company_name = fields.Char("Their Company")
    phone = fields.Char()
    email = fields.Char("E-mail")
    partner_id = fields.Many2one(
        "res.partner",
        string="Known As",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        ondelete="cascade",
        help="Found by e-mail or phone. Empty: a new contact is made.",
    )
    open_enquiries = fields.Char(
        compute="_compute_open_enquiries", help="What this contact asks for already."
    )
    location_id = fields.Many2one(
        "cowork.location",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["cowork.contract"]
        .default_get(["location_id"])
        .get("location_id"),
    )
    company_id = fields.Many2one(related="location_id.company_id")
    kind_id = fields.Many2one(
        "cowork.space.kind",
        "Looking For",
        ondelete="cascade",
        domain="[('usage', '!=', 'none')]",
    )
    plan_id = fields.Many2one(
        "cowork.plan",
        check_company=True,
        ondelete="cascade",
        domain="[('company_id', '=', company_id)]"
        " + ([('kind_id', '=', kind_id)] if kind_id else [])",
    )
    people_count = fields.Integer("For How Many")
    date_start = fields.Date("From", help="Empty: they do not know yet.")
    source_id = fields.Many2one("cowork.enquiry.source", ondelete="cascade")
    note = fields.Text("What They Said")
    viewing_start = fields.Datetime(
        "Viewing", help="Empty: no viewing was agreed on the phone."
    )
    follow_up_on = fields.Date(
        "Call Back On",
        compute="_compute_follow_up_on",
        store=True,
        readonly=False,
        precompute=True,
        help="A to-do of yours on the card. Empty: none.",
    )

    @api.depends("email", "phone", "location_id")
    def _compute_partner_id(self):
        for call in self:
            call.partner_id = call._find_partner() or call.partner_id

    @api.depends("partner_id", "location_id")
    def _compute_open_enquiries(self):
        for call in self:
            family = call.partner_id.commercial_partner_id
            contracts = self.env["cowork.contract"]
            if family:
                contracts = contracts.search(
                    [("partner_id", "child_of", family.ids), ("state", "=", "draft")],
                    limit=3,
                )
            names = [f"{c.name} ({c.stage_id.name})" for c in contracts]
            call.open_enquiries = ", ".join(names)

    @api.depends("viewing_start", "location_id")
    def _compute_follow_up_on(self):
        for call in self:
            # Who comes by is not called.
            wanted = call.location_id and not call.viewing_start
            call.follow_up_on = wanted and fields.Date.add(
                call.location_id._today(), days=1
            )

    # Who it is ----------------------------------------------------

    def _find_partner(self):
        """:returns: the contact who has this e-mail, otherwise this number (one
        record); persons before companies"""
        self.ensure_one()
        partners = self.env["res.partner"]
        ours = Domain("company_id", "in", (False, self.location_id.company_id.id))
        found = partners
        if email := email_normalize(self.email):
            found = partners.search(
                ours & Domain("email_normalized", "=", email),
                order="is_company, id",
                limit=1,
            )
        return found or partners.search(
            ours & self._get_phone_domain(), order="is_company, id", limit=1
        )

    def _get_phone_domain(self):
        """:returns: domain of the contacts with this number, however it is written"""
        number = "".join(c for c in self.phone or "" if c.isdigit() or c == "+")
        # sudo: the country of an address is no secret to who answers the phone there.
        country = self.location_id.sudo().partner_id.country_id
        country = country or self.location_id.company_id.sudo().country_id
        if number.startswith(("+", "00")):
            number = number.lstrip("+0").removeprefix(str(country.phone_code or ""))
        number = number.lstrip("0")
        if len(number) < SHORTEST_NUMBER:
            return Domain.FALSE
        return Domain("phone_mobile_search", "like", number)

    def _make_partner(self):
        """:returns: the contact who called and the member who would sign"""
        if self.partner_id:
            return self.partner_id, self.partner_id.commercial_partner_id
        name = self.caller or self.phone or self.email
        if not (name or self.company_name):
            raise UserError(
                self.env._("Note at least a name, a company, a number or an e-mail.")
            )
        # sudo: who answers the phone takes down callers without managing contacts.
        partners = self.env["res.partner"].sudo()
        details = {
            "phone": self.phone,
            "email": self.email,
            "company_id": self.location_id.company_id.id,
        }
        if not self.company_name:
            person = partners.create({"name": name, **details})
            return person.with_env(self.env), person.with_env(self.env)
        only = {} if self.caller else details
        company = partners.create(
            {
                "name": self.company_name,
                "is_company": True,
                "company_id": details["company_id"],
                **only,
            }
        ).with_env(self.env)
        if not self.caller:
            return company, company
        person = partners.create(
            {"name": self.caller, "parent_id": company.id, **details}
        )
        return person.with_env(self.env), company

    # What becomes of it ----------------------------------------------------

    def action_apply(self):
        """Make the enquiry, with its contact, viewing and to-do.

        :returns: the window action with the new contract
        :raises UserError: when nobody can be called back
        """
        self.ensure_one()
        self.env["cowork.contract"].check_access("create")
        self.location_id.check_access("read")
        contact, member = self._make_partner()
        contract = self.env["cowork.contract"].create(
            self._prepare_contract(contact, member)
        )
        if self.viewing_start:
            self.env["cowork.visit"].create(
                {"contract_id": contract.id, "start": self.viewing_start}
            )
        if self.follow_up_on:
            contract.activity_schedule(
                "mail.mail_activity_data_call",
                self.follow_up_on,
                summary=self.env._("Call back: %s", contact.name),
                note=self.note,
                user_id=self.env.uid,
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": "cowork.contract",
            "views": [(False, "form")],
            "res_id": contract.id,
        }

    def _prepare_contract(self, contact, member):
        """:returns: values of the enquiry"""
        vals = {
            "partner_id": member.id,
            "contact_id": contact.id if contact != member else False,
            "location_id": self.location_id.id,
            "source_id": self.source_id.id,
            "wanted_kind_id": (self.kind_id or self.plan_id.kind_id).id,
            "people_count": self.people_count,
            "enquiry_note": self.note,
            "date_start": self.date_start or self.location_id._today(),
        }
        if self.plan_id:
            shared = self.plan_id.kind_id.usage == "shared"
            quantity = max(1, self.people_count) if shared else 1
            vals["line_ids"] = [
                Command.create({"plan_id": self.plan_id.id, "quantity": quantity})
            ]
        return vals
