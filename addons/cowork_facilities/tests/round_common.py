"""What the tests of rounds build on: a patrol of three points, who makes it, photos."""

import base64
import io
from datetime import timedelta

from PIL import Image

from odoo import Command, fields

from odoo.addons.cowork_members.tests.booking_common import BookingMixin
from odoo.addons.cowork_members.tests.common import CoworkCommon, CoworkMixin

#: Monday, 4 January 2027, 16:00 at the location (Shanghai, UTC+8)
NOW = "2027-01-04 08:00:00"


def make_photo(kind="JPEG", size=(60, 40)):
    """:returns: a picture in base64"""
    file = io.BytesIO()
    Image.new("RGB", size, "green").save(file, kind)
    return base64.b64encode(file.getvalue()).decode()


class RoundMixin(BookingMixin):
    """Set up with ``cls._setup_rounds()`` after ``cls._setup_cowork()``."""

    @classmethod
    def _setup_rounds(cls):
        cls.guard, cls.far_guard, cls.facility_manager = cls.make_users(
            ("t_guard", "cowork_facilities.group_user", [cls.location]),
            ("t_far_guard", "cowork_facilities.group_user", [cls.location_2]),
            ("t_facility_manager", "cowork_facilities.group_manager"),
        )
        cls.category = cls.env["cowork.work.category"].create(
            {"name": "Water", "code": "t_water"}
        )
        cls.team = cls.env["maintenance.team"].create(
            {"name": "Night Watch", "company_id": cls.company.id}
        )
        cls.patrol = cls.make_template("Patrol")
        cls.point_door, cls.point_boiler, cls.point_gate = cls.patrol.point_ids

    @classmethod
    def make_template(cls, name, **vals):
        """:returns: a patrol of every day: a door, a boiler, a gate with a code"""
        points = [
            {"name": "Fire door", "space_id": cls.office.id, "priority": "3"},
            {
                "name": "Boiler",
                "space_id": cls.office_2.id,
                "check_type": "value",
                "value_min": 1.0,
                "value_max": 2.5,
                "unit": "bar",
                "category_id": cls.category.id,
            },
            {"name": "Gate", "space_id": cls.hall.id, "check_type": "scan"},
        ]
        return cls.env["cowork.round.template"].create(
            {
                "name": name,
                "kind": "patrol",
                "location_id": cls.location.id,
                "date_start": "2027-01-01",
                "team_id": cls.team.id,
                "point_ids": [
                    Command.create({"sequence": number, **point})
                    for number, point in enumerate(points)
                ],
                **vals,
            }
        )

    @classmethod
    def make_round(cls, template=None, hours=8):
        """:returns: a round that begins now"""
        now = fields.Datetime.now()
        values = {
            **(template or cls.patrol)._prepare_any_round(),
            "date": cls.location._today(),
            "start": now,
            "due": now + timedelta(hours=hours),
        }
        return cls.env["cowork.round"].create(values)

    @classmethod
    def answer(cls, line, result="ok", **vals):
        """:returns: an answer as a phone sends it"""
        number = vals.pop("number", 0)
        return {
            "key": f"answer-{line.id:08}-{number:08}",
            "point": line.id,
            "result": result,
            "at": fields.Datetime.to_string(fields.Datetime.now()),
            **vals,
        }

    @classmethod
    def send(cls, *answers, user=None):
        """:returns: what the server says to each answer, in order"""
        rounds = cls.env["cowork.round"].with_user(user or cls.guard)
        outcomes = rounds.save_answers(list(answers))["answers"]
        return [outcomes[answer["key"]]["state"] for answer in answers]

    @classmethod
    def send_all(cls, one):
        """Answer every point of a round, all of them in order."""
        door, boiler, gate = one.line_ids
        code = cls.point_gate.code
        return cls.send(
            cls.answer(door), cls.answer(boiler, value=2), cls.answer(gate, code=code)
        )


class RoundCommon(RoundMixin, CoworkCommon):
    """A patrol at one of two locations, and who makes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_rounds()


__all__ = ["NOW", "CoworkMixin", "RoundCommon", "RoundMixin", "make_photo"]
