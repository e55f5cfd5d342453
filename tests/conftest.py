"""Lets the ERP's test classes live outside of an addon; what several files share."""

import inspect

import pytest
from booking_server import serving

from odoo.tests import BaseCase


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(collector, name, obj):
    """Give test classes what the ERP gives only to those of ``odoo.addons``."""
    if inspect.isclass(obj) and issubclass(obj, BaseCase):
        if not hasattr(obj, "test_tags"):
            obj.test_tags = {"standard", "post_install"}
        if not hasattr(obj, "test_module"):
            obj.test_module = "cowork"


@pytest.fixture(scope="session")
def booking_server(tmp_path_factory):
    """A server with several processes, and what there is to book on it."""
    with serving(tmp_path_factory.mktemp("bookings") / "server.log") as found:
        yield found
