"""Copies contracts to further members, inside the database.

Written by the ERP, a hundred thousand of them take hours.
"""

from odoo.tools import SQL

#: models whose rows are copied, each after what it points to
COPIED = (
    "cowork.contract",
    "cowork.contract.line",
    "cowork.contract.line.allowance",
    "cowork.usage",
)
#: what may stand once only
UNIQUE = {("cowork.contract", "name"), ("cowork.usage", "key")}


def multiply(env, size, times):
    """Copy all contracts, with what belongs to them, ``times - 1`` times.

    :param size: number of contracts there are; the partner of each copy is that of the
        contract, ``size`` further on
    """
    env.flush_all()
    steps = {model: _get_last_id(env, model) for model in COPIED}
    steps["res.partner"] = size
    for model in COPIED:
        columns = [
            (name, _copied(model, field, steps))
            for name, field in env[model]._fields.items()
            if field.store and field.column_type
        ]
        env.cr.execute(
            SQL(
                """
                INSERT INTO %(table)s (%(names)s)
                     SELECT %(values)s
                       FROM %(table)s AS row
                 CROSS JOIN generate_series(1, %(last)s) AS copy(number)
                """,
                table=SQL.identifier(env[model]._table),
                names=SQL(", ").join(SQL.identifier(name) for name, _ in columns),
                values=SQL(", ").join(value for _, value in columns),
                last=times - 1,
            )
        )
        env.cr.execute(
            SQL(
                "SELECT setval(%s, %s)",
                f"{env[model]._table}_id_seq",
                steps[model] * times,
            )
        )
    env.invalidate_all()


def _get_last_id(env, model):
    everything = env[model].with_context(active_test=False)
    return everything._read_group([], [], ["id:max"])[0][0] or 0


def _copied(model, field, steps):
    """:returns: SQL of a column's value in a copy"""
    column = SQL.identifier("row", field.name)
    if field.name == "id":
        return SQL("%s + number * %s", column, steps[model])
    if field.type == "many2one" and field.comodel_name in steps:
        return SQL("%s + number * %s", column, steps[field.comodel_name])
    if (model, field.name) in UNIQUE:
        return SQL("%s || '-' || number", column)
    return column
