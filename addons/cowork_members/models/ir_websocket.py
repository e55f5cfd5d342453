import re

from odoo import models

CHANNEL = re.compile(r"cowork\.location_(\d{1,9})")


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Let those listen to a location who may see it.

        :param channels: what the client asked for; ``cowork.location_<id>`` stands for
            a location
        """
        asked, others = set(), []
        for channel in channels:
            match = isinstance(channel, str) and CHANNEL.fullmatch(channel)
            if match:
                asked.add(int(match[1]))
            else:
                others.append(channel)
        if asked:
            others.extend(self._get_cowork_locations(asked))
        return super()._build_bus_channel_list(others)

    def _get_cowork_locations(self, location_ids):
        """:returns: those of the locations whose bookings the user may see"""
        locations = self.env["cowork.location"]
        if not (
            locations.has_access("read")
            and self.env["cowork.booking"].has_access("read")
        ):
            return locations
        return locations.search([("id", "in", list(location_ids))])
