"""What it comes to when a member leaves.

What is charged and credited at the end, what is still unpaid and what is held as
deposit are set off against each other; what remains is paid by one side.
"""

from decimal import Decimal
from typing import NamedTuple

from odoo.addons.cowork_members.engine.proration import ZERO

from .deposit_ledger import give_back


class Settled(NamedTuple):
    """How an account is settled.

    ``drawn`` of the deposit pays what is owed, ``refunded`` goes back to the member;
    ``final`` is paid by the member, or to the member when it is negative.
    """

    drawn: Decimal
    refunded: Decimal
    final: Decimal


def settle(charges, unpaid, held):
    """Set everything off against everything.

    :param Decimal charges: of the last bill, with tax; negative when more is credited
    :param unpaid: what is left of each invoice, negative for a credit note
    :param Decimal held: of the deposit, not negative
    :return: :class:`Settled`
    """
    owed = charges + sum(unpaid, ZERO)
    drawn, refunded = give_back(held, owed)
    return Settled(drawn=drawn, refunded=refunded, final=owed - held)
