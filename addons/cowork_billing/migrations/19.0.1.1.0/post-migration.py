"""Accountants and cashiers of a chart loaded before this version have no role here, and
what was charged as deposit has no deposit to stand in."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["cowork.organisation.load"]._complete_permissions()
    contracts = env["cowork.contract"].search([("deposit_opening", ">", 0)])
    env["cowork.deposit"]._follow_openings(contracts)
    fees = env["cowork.fee.line"].search(
        [("kind", "in", ("deposit", "deposit_refund"))]
    )
    lines = env["account.move.line"].search([("cowork_fee_line_id", "in", fees.ids)])
    posted = lines.move_id.filtered(lambda move: move.state == "posted")
    env["cowork.deposit"]._follow_postings(posted)
