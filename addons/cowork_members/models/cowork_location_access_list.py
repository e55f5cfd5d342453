import csv
import hashlib
import hmac
import io
import json
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, ValidationError

from .access_list import AccessList

COLUMNS = ("credential", "kind", "hash", "from", "to", "schedule", "points", "pass")
#: a list that is older says little about who may enter
MOST_DAYS = 31


class CoworkLocation(models.Model):
    """What controllers decide by while they cannot reach the server."""

    _inherit = "cowork.location"

    access_offline = fields.Boolean(
        "Doors Decide Alone When Offline",
        help="Their controllers get a list of hashes and the key to compare cards with"
        " it. Without it doors stay shut while the server cannot be reached.",
    )

    def get_access_list(self, days=7):
        """What a controller may decide by for some days: hashes of cards and QR codes,
        never PINs, with the times at which they open which access points.

        :param int days: how many days from now on, at most 31
        :returns: dict with ``location`` (code), ``tz``, ``version`` (grows with each
            list), ``generated_at`` and ``valid_until`` (UTC), ``schedules`` (name to
            list of start and end, UTC), ``entries`` and ``signature`` (HMAC-SHA256 with
            the key of ``get_access_key()``, of the rest as JSON with sorted keys and
            without blanks)
        :raises AccessError: when the user is neither a community manager of the
            location nor the account of one of its controllers
        :raises ValidationError: when lists are not allowed at the location
        """
        location = self._check_may_list()
        if isinstance(days, bool) or not isinstance(days, int):
            days = 0
        if not 1 <= days <= MOST_DAYS:
            raise ValidationError(
                self.env._("A list is for 1 to %s days from now on.", MOST_DAYS)
            )
        start = fields.Datetime.now()
        stop = start + timedelta(days=days)
        found = AccessList(location, start, stop)
        entries = found.get_entries()
        body = {
            "location": location.code,
            "tz": location.tz or "UTC",
            "version": round(
                (start - fields.Datetime.to_datetime("1970-01-01")).total_seconds()
            ),
            "generated_at": str(start),
            "valid_until": str(stop),
            "schedules": {
                name: [[str(begin), str(end)] for begin, end in hours]
                for name, hours in found.schedules.items()
            },
            "entries": entries,
        }
        return {**body, "signature": location._sign_access_list(body)}

    def get_access_key(self):
        """The key by which a controller hashes what it reads, to find it in the list.

        :returns: dict with ``algorithm``, ``key`` (hexadecimal) and ``messages``: what
            is hashed for a card (its number in capitals, without separators) and a QR
            code
        :raises AccessError: when the user is not the account of a controller of the
            location
        :raises ValidationError: when lists are not allowed at the location
        """
        location = self._check_may_list()
        if not self.env.user._is_cowork_door_controller():
            raise AccessError(self.env._("Only the controllers of doors get the key."))
        key = self.env["cowork.access.credential"]._get_key(location.company_id)
        return {
            "algorithm": "HMAC-SHA256",
            "key": key.hex(),
            "messages": {"card": "card|{value}", "qr": "qr|{value}"},
        }

    def _check_may_list(self):
        """:returns: the location (sudo)
        :raises AccessError: when the user may not have its list
        :raises ValidationError: when it has none"""
        self._require_one_location()
        # sudo: whoever may ask is found out by the next lines.
        location = self.sudo().exists()
        self._check_may_ask(location, location.access_point_ids[:0])
        user = self.env.user
        if not (
            self.env.su
            or user._is_cowork_door_controller()
            or user.has_group("cowork_members.group_user")
        ):
            raise AccessError(
                self.env._("Ask the community manager for the list of the doors.")
            )
        if not location.access_offline:
            raise ValidationError(
                self.env._(
                    "The doors of %s do not decide alone: allow it on the location"
                    " first.",
                    location.name,
                )
            )
        return location

    def _sign_access_list(self, body):
        """:returns: signature of a list, by which a controller knows that it is ours"""
        key = self.env["cowork.access.credential"]._get_key(self.company_id)
        text = json.dumps(body, sort_keys=True, separators=(",", ":"))
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

    def _export_access_list(self, form):
        """:param form: ``json`` or ``csv``
        :returns: the list of one location as text; a table has the version in its
            first and the signature of the whole list in its last row"""
        found = self.get_access_list()
        if form == "json":
            return json.dumps(found, indent=1, sort_keys=True)
        output = io.StringIO()
        writer = csv.writer(output)
        head = ("version", "location", "tz", "generated_at", "valid_until")
        writer.writerow(["#list", *(f"{name}={found[name]}" for name in head)])
        for name, hours in sorted(found["schedules"].items()):
            writer.writerow(["#schedule", name, *("/".join(times) for times in hours)])
        writer.writerow(COLUMNS)
        for entry in found["entries"]:
            row = {**entry, "points": " ".join(entry["points"])}
            row["pass"] = int(entry["pass"])
            writer.writerow([row[name] for name in COLUMNS])
        writer.writerow(["#signature", found["signature"]])
        return output.getvalue()

    def action_download_access_list(self):
        """:returns: action that downloads the list of one location as JSON
        :raises AccessError: as for ``get_access_list()``
        :raises ValidationError: the same
        """
        self._check_may_list()
        form = "csv" if self.env.context.get("cowork_csv") else "json"
        return {
            "type": "ir.actions.act_url",
            "url": f"/cowork/access/{self.id}/list.{form}",
            "target": "download",
        }

    def action_view_access_points(self):
        """:returns: the window action with the access points of one location"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_access_point"
        )
        action["domain"] = [("location_id", "=", self.id)]
        action["context"] = {"default_location_id": self.id}
        return action
