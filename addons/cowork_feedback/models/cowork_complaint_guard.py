from odoo import api, models
from odoo.exceptions import UserError

from .cowork_complaint import OPEN, UNCOUNTED

#: what the member was promised, and agreed to
AGREED_FIELDS = frozenset({"proposal"})
#: what the case was decided on
SETTLED_FIELDS = frozenset(
    {
        "subject",
        "description",
        "partner_id",
        "contract_id",
        "category_id",
        "cause_id",
        "root_cause",
        "improvement_id",
        "result",
        "follow_up_note",
    }
)


class CoworkComplaint(models.Model):
    """What nobody changes any more once the member was told."""

    _inherit = "cowork.complaint"

    def write(self, vals):
        if not self._is_by_action():
            self._check_unsettled(vals)
        left_out = self.filtered(lambda c: c.state in UNCOUNTED)
        result = super().write(vals)
        if self._repeat_fields & vals.keys() or (
            "state" in vals and (left_out or vals["state"] in UNCOUNTED)
        ):
            self._detect_repeats()
        return result

    def _check_unsettled(self, vals):
        """:raises UserError: when what was promised or decided would change"""
        for complaint in self:
            fixed = (
                AGREED_FIELDS if complaint.state not in ("logged", "analysed") else ()
            )
            if complaint.state not in OPEN:
                fixed = AGREED_FIELDS | SETTLED_FIELDS
            changed = [
                name
                for name in sorted(vals.keys() & fixed)
                if complaint._would_change(name, vals[name])
            ]
            if changed:
                raise UserError(
                    self.env._(
                        "%(field)s of %(complaint)s is settled: the member was told."
                        " Reopen the complaint to change it.",
                        field=self._fields[changed[0]]._description_string(self.env),
                        complaint=complaint.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        if kept := self.filtered(lambda c: c.state not in ("logged", "withdrawn")):
            raise UserError(
                self.env._(
                    "%s is worked on: withdraw it instead of deleting it.", kept[0].name
                )
            )
