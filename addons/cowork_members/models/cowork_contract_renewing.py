from odoo import models


class CoworkContract(models.Model):
    """Renewing is kept with the day on which the term would have ended."""

    _inherit = "cowork.contract"

    def action_renew(self):
        """Extend contracts with an end by their renewal term, at the agreed increase;
        the renewal is kept for the rate of renewal.

        :returns: True
        :raises UserError: when a contract is not running or has no end
        :raises ValidationError: when a space is let to another contract from then on
        """
        ends = {contract: contract.date_end for contract in self}
        result = super().action_renew()
        self._log_renewed_terms(ends)
        return result

    def _log_renewed_terms(self, ends):
        """:param ends: {contract: last day before it was renewed}"""
        # sudo: nobody writes this log by hand.
        renewals = self.env["cowork.contract.extension"].sudo()._by_action()
        known = renewals.search([("contract_id", "in", self.ids)])
        known = {(row.contract_id.id, row.date_end) for row in known}
        renewals.create(
            [
                {
                    "contract_id": contract.id,
                    "date_end": end,
                    "date_renewed": contract.location_id._today(),
                }
                for contract, end in ends.items()
                if (contract.id, end) not in known
            ]
        )
