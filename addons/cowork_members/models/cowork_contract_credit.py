from odoo import models
from odoo.exceptions import UserError


class CoworkContract(models.Model):
    """Money given back after a complaint: billing, where there is some, does it."""

    _inherit = "cowork.contract"

    def _give_credit(self, key, amount, reason):
        """Give the member of one contract something back with the next invoice.

        :param key: natural key: the same credit is never given twice
        :param amount: a positive amount in the contract's currency, untaxed or taxed as
            prices of the contract are
        :param reason: the member reads it on the bill
        :raises UserError: when no billing is installed, or the contract cannot be
            credited
        """
        raise UserError(
            self.env._(
                "Credits need the billing of this system. Give it another way, or have"
                " it installed."
            )
        )
