"""What the tests of races build on: connections of their own, at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import mute_logger

from .booking_common import BookingMixin
from .common import CoworkMixin


def get_maker(env, code):
    """:param code: of the location that is made for it
    :returns: what makes records in an environment as the other tests do"""
    maker = type("Maker", (BookingMixin, CoworkMixin), {"env": env})
    maker.company = env.company
    maker.kinds = {kind.code: kind for kind in env["cowork.space.kind"].search([])}
    maker.location = maker.make_location("Race", code)
    return maker


class RaceCase(BaseCase):
    """Its records are committed: other connections must see them. Whoever makes some
    deletes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # The server holds the lock of the registries while it runs the tests.
        cls.classPatch(Registry, "_lock", DummyRLock())
        # They tell of every call that is tried again.
        cls.enterClassContext(mute_logger("odoo.sql_db", "odoo.service.model"))

    @classmethod
    @contextmanager
    def _connection(cls):
        """A connection of its own; what is done is committed at the end."""
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _look(self, env):
        """Read what the race is about: the snapshot of the transaction is taken before
        the others commit."""
        raise NotImplementedError

    def _request(self, call, barrier=None):
        """What a request to the server does: retry, commit, tell.

        :param call: function of the environment
        :param barrier: where it waits for the others
        :returns: what it returns, or the refusal
        """
        barrier = _Once(barrier)
        with self._connection() as env:

            def once():
                self._look(env)
                barrier.wait()
                return call(env)

            try:
                return retrying(once, env)
            except UserError as error:
                return error

    def _race(self, *calls):
        """:param calls: functions of the environment, run at the same time
        :returns: list of what each returns, or of its refusal"""
        barrier = threading.Barrier(len(calls))
        with ThreadPoolExecutor(len(calls)) as pool:
            futures = [pool.submit(self._request, call, barrier) for call in calls]
            return [future.result(timeout=120) for future in futures]

    def _in_parallel(self, *calls):
        """:param calls: functions of the environment, run at the same time
        :returns: list of answers, list of refusals as text"""
        results = self._race(*calls)
        answers = [r for r in results if not isinstance(r, UserError)]
        return answers, [str(r) for r in results if isinstance(r, UserError)]


class _Once:
    """A barrier that a call passes once, also when it is tried again."""

    def __init__(self, barrier):
        self._barrier = barrier

    def wait(self):
        barrier, self._barrier = self._barrier, None
        if barrier:
            with suppress(threading.BrokenBarrierError):
                barrier.wait(timeout=20)
