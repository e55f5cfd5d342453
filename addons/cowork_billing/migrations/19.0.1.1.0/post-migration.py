"""Accountants and cashiers of a chart loaded before this version have no role here."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["cowork.organisation.load"]._complete_permissions()
