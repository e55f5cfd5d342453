from odoo import models
from odoo.tools import format_datetime


class CoworkLocation(models.Model):
    """Moments as a location's people read them."""

    _inherit = "cowork.location"

    def _format_moment(self, moment, form="EEE d MMM, HH:mm"):
        """:param moment: datetime in UTC
        :returns: text of it on this location's clock (one record)"""
        return format_datetime(self.env, moment, tz=self.tz or "UTC", dt_format=form)

    def _format_range(self, start, stop):
        """:returns: text of a time from ``start`` to ``stop`` (UTC), the day named a
        second time only where it is another (one record)"""
        same_day = self._day_of(start) == self._day_of(stop)
        end = self._format_moment(stop, "HH:mm" if same_day else "EEE d MMM, HH:mm")
        return f"{self._format_moment(start)} – {end}"
