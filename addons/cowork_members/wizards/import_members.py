"""Members: a company with its contact person, or a person."""

from ..engine.cell_values import fold
from .import_run import Ref, chunks
from .import_step import ImportStep

# What a person is reached by; what has no company has it on the member itself.
PERSON = {
    "email": "email",
    "phone": "phone",
    "cowork_birthday": "birthday",
}

# The way of core's own importer: what a new contact shares is given when it is created.
NO_SYNC = {"_partners_skip_fields_sync": True}


class MemberStep(ImportStep):
    table_name = "members"
    model = "res.partner"

    def __init__(self, run):
        super().__init__(run)
        # sudo: who may import members may create them, without being a manager of
        # every other contact of the company.
        self.partners = run.env["res.partner"].sudo()
        self.new_contacts = []
        self.changed_contacts = []
        self._kept = []

    def _records(self, ids):
        return self.partners.browse(ids)

    def _digest(self, row):
        # A language that was not installed the last time may be now.
        return super()._digest(row) + (self._language(row).get("lang") or "")

    def _language(self, row):
        code = self.run.languages.get(fold(row.get("lang") or ""))
        return {"lang": code} if code else {}

    def _person(self, row):
        return {**self._filled(row, **PERSON), **self._language(row)}

    def _prepare(self, row, new):
        company, contact = row.get("company"), row.get("contact")
        vals = {
            "name": company or contact,
            "is_company": bool(company),
            **self._filled(row, vat="vat"),
        }
        if not (company and contact):
            vals.update(self._person(row))
        elif new:
            # Invoices go to the company: it starts with the address of its contact.
            vals.update(self._filled(row, email="email", phone="phone"))
            vals.update(self._language(row))
        if company:
            vals.pop("cowork_birthday", None)
        if new:
            vals["ref"] = row.get("code")
            vals["company_id"] = self.run.partner_company_id
        return vals

    def _prepare_contact(self, row):
        """:returns: values of the contact person, None when there is none of its own"""
        if not (row.get("company") and row.get("contact")):
            return None
        return {"name": row.get("contact"), **self._person(row)}

    # What would change -------------------------------------------------------------

    def plan(self):
        super().plan()
        for part in chunks(self._kept):
            partners = self._records([record_id for _key, _row, record_id in part])
            for (key, row, _id), partner in zip(part, partners, strict=True):
                contact = self._find_contact(row, partner)
                self.run.ids["contacts"][key] = contact.id
            self.env.invalidate_all()

    def _keep(self, key, row, record_id):
        self._kept.append((key, row, record_id))

    def _plan_create(self, key, row):
        super()._plan_create(key, row)
        contact = self._prepare_contact(row)
        if contact:
            self.new_contacts.append((key, contact))

    def _plan_update(self, key, row, partner):
        self._warn_of_takeover(row, partner)
        vals = self._changes(partner, self._prepare(row, False))
        if vals:
            self.updates.append((partner.id, vals))
        return self._plan_contact(key, row, partner) or bool(vals)

    def _plan_contact(self, key, row, partner):
        vals = self._prepare_contact(row)
        contact = self._find_contact(row, partner)
        self.run.ids["contacts"][key] = contact.id
        if vals is None:
            return False
        if not contact:
            self.new_contacts.append((key, vals))
            return True
        changes = self._changes(contact, vals)
        if changes:
            self.changed_contacts.append((contact.id, changes))
        return bool(changes)

    def _find_contact(self, row, partner):
        """:returns: the person of the row: by address, else by name; may be empty"""
        if not row.get("company"):
            return partner
        if not row.get("contact"):
            return partner.browse()
        people = partner.child_ids.filtered(lambda p: p.active and p.type == "contact")
        email, name = fold(row.get("email") or ""), fold(row.get("contact"))
        by_email = people.filtered(lambda p: email and fold(p.email or "") == email)
        by_name = people.filtered(lambda p: fold(p.name or "") == name)
        return (by_email & by_name or by_email or by_name)[:1]

    def _warn_of_takeover(self, row, partner):
        name = row.get("company") or row.get("contact")
        if not partner.cowork_contract_ids and fold(partner.name or "") != fold(name):
            self.warn(row, "code", "member_taken_over", name=partner.name)

    # The change --------------------------------------------------------------------

    def apply(self, progress):
        new = dict(self.creates)
        super().apply(progress)
        for part in chunks([item for item in self.new_contacts if item[0] in new]):
            # A contact shares the tax number with its company; told here, the company
            # need not be read again for each of them.
            for key, vals in part:
                vals["vat"] = new[key].get("vat")
            self._create_contacts(part, self.partners.with_context(**NO_SYNC))
            progress(len(part))
        for part in chunks([item for item in self.new_contacts if item[0] not in new]):
            self._create_contacts(part, self.partners)
        for part in chunks(self.changed_contacts):
            self._write_grouped(self.partners, part)
            self._forget()

    def _count_done(self, part):
        # A row with a contact person is done when that is created as well.
        waiting = {key for key, _vals in self.new_contacts}
        return sum(key not in waiting for key, _vals in part)

    def _create_contacts(self, part, partners):
        contacts = partners.create(
            [
                self.run.resolve(
                    {
                        **vals,
                        "type": "contact",
                        "parent_id": Ref("members", key),
                        "company_id": self.run.partner_company_id,
                    }
                )
                for key, vals in part
            ]
        )
        for (key, _vals), contact in zip(part, contacts, strict=True):
            self.run.ids["contacts"][key] = contact.id
        self._forget()

    def _create(self, part):
        # A new company has nobody to share its address and tax number with yet.
        partners = self.partners.with_context(**NO_SYNC).create(
            [vals for _key, vals in part]
        )
        for (key, vals), partner in zip(part, partners, strict=True):
            self.run.ids["members"][key] = partner.id
            if not vals["is_company"]:
                self.run.ids["contacts"][key] = partner.id

    def _update(self, part):
        self._write_grouped(self.partners, part)
