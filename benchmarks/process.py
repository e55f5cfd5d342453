"""The ERP inside a process of the benchmark."""

import json
import sys
from contextlib import contextmanager


@contextmanager
def environment(addons_path, database):
    """The ERP's environment, as the superuser, in the company of the contracts."""
    import odoo
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry

    odoo.tools.config.parse_config(
        ["-d", database, f"--addons-path={addons_path}", "--log-level=warn"]
        + ["--max-cron-threads=0", "--no-http"]
    )
    try:
        with Registry(database).cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"lang": "en_US", "tz": "UTC"})
    finally:
        # A pooled connection would keep the database from being dropped.
        odoo.sql_db.close_db(database)


def say(**values):
    """Tell the process that started this one."""
    print(json.dumps(values))
    sys.stdout.flush()
