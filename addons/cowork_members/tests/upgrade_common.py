"""Upgrades of databases of older versions, run in tests."""

from importlib.util import module_from_spec, spec_from_file_location

from odoo.tools import file_path


def load_script(path):
    """:param path: of a script, beginning with its addon
    :returns: the script as the ERP loads it when it upgrades a database"""
    spec = spec_from_file_location("upgrade", file_path(path))
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    return script
