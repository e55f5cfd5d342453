from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, html2plaintext

from odoo.addons.cowork_facilities.engine.fault_report import clean_line, clean_text

from .cowork_complaint import OPEN

#: characters of what a member writes, and of what it is about
WORDS_LIMIT, SUBJECT_LIMIT = 10_000, 200


class CoworkComplaint(models.Model):
    """Complaints that nobody typed in: low survey answers and ratings, and e-mails."""

    _inherit = "cowork.complaint"

    @api.model
    def _open_from(self, vals_list):
        """Make complaints from what members answered; the same origin never opens two,
        however often and by whomever this is called.

        :param vals_list: list of dict with ``origin_model`` and ``origin_id``, what it
            was made from (a ``survey.user_input``, a ``rating.rating``), ``source``
            (``survey`` or ``rating``), ``subject``, and any of ``description``,
            ``partner_id``, ``contract_id``, ``location_id``, ``space_id``,
            ``equipment_id``, ``category_id``, ``priority`` and ``user_id``
        :returns: the complaints (sudo), one for each of ``vals_list``, in that order
        """
        # sudo: members who answer have no rights on complaints.
        complaints = self.sudo()._by_action().with_context(active_test=False)
        keys = [f"{vals['origin_model']},{vals['origin_id']}" for vals in vals_list]
        known = {
            complaint.key: complaint
            for complaint in complaints.search([("key", "in", keys)])
        }
        new = {
            key: {**vals, "key": key}
            for key, vals in zip(keys, vals_list, strict=True)
            if key not in known
        }
        made = complaints.create([self._fit_contract(vals) for vals in new.values()])
        known.update((complaint.key, complaint) for complaint in made)
        # sudo: given back to the program that called, which made them.
        return self.sudo().browse([known[key].id for key in keys])

    @api.model
    def _fit_contract(self, vals):
        """:returns: ``vals``, without the contract if it is not the partner's: whoever
        answers is not stopped by that"""
        # sudo: as above.
        contract = self.env["cowork.contract"].sudo().browse(vals.get("contract_id"))
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        if not contract or contract._is_of(partner):
            return vals
        location = vals.get("location_id") or contract.location_id.id
        return {**vals, "contract_id": False, "location_id": location}

    @api.model
    def _take_over(self, vals_list):
        """Complaints of a system before this one, with all that was done about them.

        :param vals_list: list of values; also of what only the system writes, and
            ``responded_at``, ``answered_at`` and ``resolved_at``, by which deadlines
            were met or missed
        :returns: the complaints
        """
        stamps = ("responded_at", "answered_at", "resolved_at")
        # Nobody is told again what was told long ago.
        quiet = self.with_context(tracking_disable=True, mail_create_nolog=True)
        complaints = quiet._by_action().create(
            [
                {name: value for name, value in vals.items() if name not in stamps}
                for vals in vals_list
            ]
        )
        for complaint, vals in zip(complaints, vals_list, strict=True):
            done = {name: vals[name] for name in stamps if name in vals}
            if complaint.sla_started_at:
                complaint._sla_write({"sla_started_at": complaint.received_at, **done})
        complaints._sla_refresh(fields.Datetime.now())
        return complaints.with_env(self.env)

    def action_open_origin(self):
        """:returns: the window action with the answer or rating it was made from
        :raises UserError: when that is gone
        """
        self.ensure_one()
        self.check_access("read")
        model = self.origin_model
        origin = model in self.env and self.env[model].browse(self.origin_id).exists()
        if not origin:
            raise UserError(self.env._("What this was made from is gone."))
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "views": [(False, "form")],
            "res_id": origin.id,
        }

    # E-mails ----------------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A mail to the alias of complaints: whose it is follows from its address."""
        vals = {
            **self._prepare_from_mail(msg_dict),
            **(custom_values or {}),
            "source": "mail",
        }
        return super().message_new(msg_dict, custom_values=vals)

    @api.model
    def _prepare_from_mail(self, msg_dict):
        """:param msg_dict: what the mail gateway read
        :returns: values of the complaint"""
        subject = clean_line(msg_dict.get("subject"), SUBJECT_LIMIT)
        vals = {
            "subject": subject or self.env._("Complaint by e-mail"),
            "description": clean_text(
                html2plaintext(msg_dict.get("body") or ""), WORDS_LIMIT
            ),
        }
        if partner := self._find_sender(msg_dict):
            contract = partner._get_complaint_contract()
            vals.update(
                partner_id=partner.id,
                contract_id=contract.id,
                location_id=contract.location_id.id,
            )
        return vals

    @api.model
    def _find_sender(self, msg_dict):
        """:returns: ``res.partner`` a mail is from; empty when several could be"""
        partner = self.env["res.partner"].browse(msg_dict.get("author_id") or [])
        email = email_normalize(msg_dict.get("email_from"))
        if partner or not email:
            return partner
        found = partner.search([("email_normalized", "=", email)], limit=2)
        return found if len(found) == 1 else partner

    def message_update(self, msg_dict, update_vals=None):
        """An answer to what we wrote: somebody waits again, if it was paused."""
        result = super().message_update(msg_dict, update_vals)
        self.filtered(lambda c: c.state in OPEN and c.state != "proposed")._sla_resume()
        return result
