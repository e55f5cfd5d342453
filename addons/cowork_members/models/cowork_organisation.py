from odoo.exceptions import AccessError


def refuse_overseers(records, vals_list):
    """Who is above whom follows from the chart alone: record rules look at it.

    :param records: the model whose records are written
    :raises AccessError: when somebody writes the result itself"""
    if any("cowork_overseer_ids" in vals for vals in vals_list):
        raise AccessError(
            records.env._("Who sees whom follows from managers and departments.")
        )
