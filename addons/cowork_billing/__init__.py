from . import controllers
from . import models
from . import report
from . import wizards


def post_init_hook(env):
    """Give what is there already what billing needs: accounts, cost centres, roles."""
    env["res.company"].search([])._create_missing_deposit_accounts()
    locations = env["cowork.location"].with_context(active_test=False).search([])
    locations._create_missing_cost_centres()
    env["cowork.organisation.load"]._complete_permissions()
    contracts = env["cowork.contract"].search([("deposit_opening", ">", 0)])
    env["cowork.deposit"]._follow_openings(contracts)
