from odoo import fields, models


class AccountAccount(models.Model):
    _inherit = "account.account"

    cowork_category_id = fields.Many2one(
        "cowork.disclosure.category",
        "Published As",
        index="btree_not_null",
        ondelete="set null",
        help="Members find what was booked on this account, summed up under this name,"
        " on the page that says what the fees of a location were spent on. Empty: it"
        " is not published.",
    )
