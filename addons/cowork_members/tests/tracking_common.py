"""For tests about what a conversation tracks: days pass, and moves are written down."""

from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from odoo.tests import freeze_time


class TrackingMixin:
    """For test classes that have ``cls.env``."""

    @classmethod
    def _track_everything(cls):
        """Let the conversation note what changes, as it does outside of tests."""
        cls.env = cls.env(
            context={
                **cls.env.context,
                "tracking_disable": False,
                "mail_notrack": False,
            }
        )

    @classmethod
    @contextmanager
    def at(cls, moment):
        """Work as if in a transaction of its own that began at that moment.

        :param moment: ISO text, UTC"""
        now = datetime.fromisoformat(moment)
        with freeze_time(moment), patch.object(cls.env.cr, "now", lambda: now):
            yield
            cls.env.flush_all()
            cls.env.cr.flush()
