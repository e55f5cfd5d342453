"""Locations with their address and opening hours, and the spaces inside."""

from odoo import Command

from ..engine.import_checks import space_key
from .import_run import Ref, chunks
from .import_step import ImportStep

# A workbook has one pair of times: Monday to Friday, days counted from 0.
OPENING_DAYS = 5


class LocationStep(ImportStep):
    table_name = "locations"
    model = "cowork.location"

    def __init__(self, run):
        super().__init__(run)
        # sudo: who may set up a location may set up its address and its hours, without
        # being a manager of all contacts and working times of the company.
        self.partners = run.env["res.partner"].sudo()
        self.calendars = run.env["resource.calendar"].sudo()
        self._extras = {}

    def plan(self):
        super().plan()
        if any(extra["hours"] for extra in self._extras.values()):
            self.note("opening_days")

    def _prepare(self, row, new):
        vals = {
            "name": row.get("name"),
            **self._filled(row, tz="tz"),
            **self._told(row, area="area"),
        }
        if new:
            vals.update(code=row.get("code"), company_id=self.run.company.id)
        return vals

    def _plan_create(self, key, row):
        super()._plan_create(key, row)
        self._extras[key] = {"address": self._address(row), "hours": _hours(row)}

    def _plan_update(self, key, row, location):
        vals = self._changes(location, self._prepare(row, False))
        address = self._address(row)
        if location.partner_id:
            # sudo: who may set up a location may set up its address.
            address = self._changes(location.sudo().partner_id, address)
        hours = _hours(row)
        if not _takes_hours(location.sudo().resource_calendar_id, hours):
            hours = None
        if not (vals or address or hours):
            return False
        self.updates.append((location.id, vals))
        self._extras[location.id] = {"address": address, "hours": hours}
        return True

    def _address(self, row):
        return self._filled(row, street="street", city="city")

    def _prepare_address(self, name, address):
        return {
            "name": name,
            "type": "other",
            "company_id": self.run.partner_company_id,
            **address,
        }

    def _prepare_calendar(self, name, tz, hours):
        return {
            "name": self.env._("Opening hours of %s", name),
            "company_id": self.run.company.id,
            "tz": tz or self.env.user.tz or "UTC",
            "attendance_ids": [
                Command.create(
                    {
                        "name": self.env._("Open"),
                        "dayofweek": str(day),
                        "day_period": "full_day",
                        "hour_from": hours[0],
                        "hour_to": hours[1],
                    }
                )
                for day in range(OPENING_DAYS)
            ],
        }

    def _create(self, part):
        with_address = [item for item in part if self._extras[item[0]]["address"]]
        with_hours = [item for item in part if self._extras[item[0]]["hours"]]
        addresses = self.partners.create(
            [
                self._prepare_address(vals["name"], self._extras[key]["address"])
                for key, vals in with_address
            ]
        )
        calendars = self.calendars.create(
            [
                self._prepare_calendar(
                    vals["name"], vals.get("tz"), self._extras[key]["hours"]
                )
                for key, vals in with_hours
            ]
        )
        for (_key, vals), address in zip(with_address, addresses, strict=True):
            vals["partner_id"] = address.id
        for (_key, vals), calendar in zip(with_hours, calendars, strict=True):
            vals["resource_calendar_id"] = calendar.id
        super()._create(part)

    def _update(self, part):
        super()._update([(i, vals) for i, vals in part if vals])
        for location in self._records([record_id for record_id, _vals in part]):
            extra = self._extras[location.id]
            self._update_address(location, extra["address"])
            self._update_hours(location, extra["hours"])

    def _update_address(self, location, address):
        if address and location.partner_id:
            # sudo: who may set up a location may set up its address.
            location.sudo().partner_id.write(address)
        elif address:
            location.partner_id = self.partners.create(
                self._prepare_address(location.name, address)
            )

    def _update_hours(self, location, hours):
        # sudo: who imports locations need not be allowed to read calendars.
        calendar = location.sudo().resource_calendar_id
        if hours and calendar:
            calendar.attendance_ids.write({"hour_from": hours[0], "hour_to": hours[1]})
        elif hours:
            location.resource_calendar_id = self.calendars.create(
                self._prepare_calendar(location.name, location.tz, hours)
            )


def _hours(row):
    opens, closes = row.get("opens"), row.get("closes")
    return None if opens is None or closes is None else (opens, closes)


def _takes_hours(calendar, hours):
    """Whether the calendar may and must get these hours: hours that somebody has
    refined here, with breaks or other days, are not flattened again."""
    if not hours:
        return False
    pairs = {(a.hour_from, a.hour_to) for a in calendar.attendance_ids}
    return not calendar or (len(pairs) == 1 and pairs != {hours})


class SpaceStep(ImportStep):
    table_name = "spaces"
    model = "cowork.space"

    def _prepare(self, row, new):
        vals = {
            "name": row.get("name"),
            "kind_id": self.run.kinds[row.get("kind")],
            **self._told(row, capacity="capacity", area="area"),
            **self._told(row, hourly_price="hourly_price"),
        }
        if self._given(row, "parent"):
            parent = space_key(row, "parent")
            vals["parent_id"] = Ref("spaces", parent) if parent else False
        if new:
            vals["code"] = row.get("code")
            vals["location_id"] = self._ref("locations", row.get("location"))
        return vals

    def apply(self, progress):
        # A parent is created before what is inside it.
        parents = {key: vals.get("parent_id") for key, vals in self.creates}
        by_depth = {}
        for key, vals in self.creates:
            by_depth.setdefault(_depth(key, parents), []).append((key, vals))
        everything, self.creates = self.creates, []
        for depth in sorted(by_depth):
            for part in chunks(by_depth[depth]):
                self._create(part)
                self._forget()
                progress(len(part))
        super().apply(progress)
        self.creates = everything

    def _update(self, part):
        moved = [record_id for record_id, vals in part if "parent_id" in vals]
        if moved:
            # Two spaces that change places would be inside each other for a moment.
            self._records(moved).write({"parent_id": False})
        super()._update(part)


def _depth(key, parents):
    depth = 0
    while isinstance(parents.get(key), Ref):
        key = parents[key].key
        depth += 1
    return depth
