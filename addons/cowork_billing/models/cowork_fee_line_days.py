from odoo import api, models

from odoo.addons.cowork_members.engine.periods import ONE_DAY

from ..engine.ledger import subtract
from .date_multirange import DateMultirange, to_multirange


class CoworkFeeLine(models.Model):
    """Which days stand on a charge. The database lets none of them stand on two."""

    _inherit = "cowork.fee.line"

    covered = DateMultirange(
        "Days",
        compute="_compute_covered",
        store=True,
        precompute=True,
        # Else the ORM throws away what a run gives, and works it out on a virtual
        # record of each row.
        readonly=False,
        copy=False,
        help="Days of a membership charge that no credit has taken back.",
    )

    # Whoever bills, and whatever it thinks: a second server, a script, a damaged
    # history. What was released is charged anew; its days are free.
    _no_day_twice = models.Constraint(
        "EXCLUDE USING gist (int4range(contract_line_id, contract_line_id, '[]') WITH ="
        ", covered WITH &&) WHERE (kind = 'membership' AND released IS NOT TRUE"
        " AND contract_line_id IS NOT NULL)",
        "Some of these days of the contract line are charged already. Credit that"
        " charge before they are charged again.",
    )
    _days_known = models.Constraint(
        "CHECK (kind <> 'membership' OR covered IS NOT NULL)",
        "A membership charge says which days it is for.",
    )

    @api.depends(
        "kind",
        "period_start",
        "period_end",
        "credit_ids.released",
        "credit_ids.period_start",
        "credit_ids.period_end",
    )
    def _compute_covered(self):
        for fee in self:
            if fee.kind != "membership" or not fee.period_start:
                fee.covered = False
                continue
            credits = fee.credit_ids.filtered(lambda credit: not credit.released)
            taken = sorted(credit._get_days() for credit in credits)
            fee.covered = to_multirange(subtract([fee._get_days()], taken))

    def _get_days(self):
        """:returns: the days of one charge or credit, half open"""
        self.ensure_one()
        return self.period_start, self.period_end + ONE_DAY
