from datetime import UTC, datetime, timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools.misc import clean_context

from ..engine.access import pin_value
from .access_words import get_sentence
from .cowork_access_credential import HOLDERS

#: what the ERP's own ``check_access()`` is asked for
OPERATIONS = frozenset({"create", "read", "write", "unlink"})
#: clocks of controllers differ by so much; what is later has not happened yet
CLOCK_SKEW = timedelta(minutes=5)
#: no credential is longer
LONGEST = 200
#: wrong PINs at one point, or for one number, before PINs are not taken any more
WRONG_PINS = 5
WRONG_PIN_TIME = timedelta(minutes=15)


class CoworkLocation(models.Model):
    """Doors ask whether they open; every attempt is logged."""

    _inherit = "cowork.location"

    access_point_ids = fields.One2many(
        "cowork.access.point",
        "location_id",
        "Access Points",
        groups="cowork_members.group_front_desk",
    )
    access_retention_days = fields.Integer(
        "Keep Door Events (days)",
        default=180,
        help="Who came through which door is forgotten after so many days. 0: never.",
    )

    _access_retention_sane = models.Constraint(
        "CHECK (access_retention_days BETWEEN 0 AND 3650)",
        "Door events are kept for 1 to 3650 days; 0 means that they are never deleted.",
    )

    def check_access(self, *args, **kwargs):
        """Decide whether somebody may enter; ``check_access(credential, at=None,
        access_point=None)``. Each call is logged.

        Controllers call it as ``POST /json/2/cowork.location/check_access`` with the id
        of the location in ``ids``. With the name of an operation (``read``…) it is the
        ERP's own method, which raises or returns nothing.

        :param str credential: what the reader read, or ``number*PIN``
        :param str at: moment of the attempt, ``YYYY-MM-DD HH:MM:SS`` in UTC or ISO 8601
            with an offset; now when not given. One that is to come changes nothing but
            the log
        :param str access_point: code of the access point (or its id); the way into the
            building when not given
        :returns: dict with ``granted`` (bool), ``reason`` (code), ``message`` (sentence
            for a display), ``event`` (id in the log) and ``at`` (UTC)
        :raises AccessError: when the user is neither of the staff of the location nor
            the account of the controller of the access point
        :raises ValidationError: for what is no credential, moment or access point
        """
        if (args and args[0] in OPERATIONS) or "operation" in kwargs:
            return super().check_access(*args, **kwargs)
        return self._answer_door(*args, **kwargs)

    def _answer_door(self, credential, at=None, access_point=None):
        """:returns: see ``check_access()``, whatever the credential is called"""
        self._require_one_location()
        if not isinstance(credential, str) or not 0 < len(credential) <= LONGEST:
            raise ValidationError(
                self.env._(
                    "A credential is a text of at most %s characters: what the reader"
                    " read.",
                    LONGEST,
                )
            )
        # sudo: whoever may ask is found out by the next line, and reads nothing else.
        location = self.sudo().exists()
        point = location.access_point_ids.browse()
        self._check_may_ask(location, point)
        point = location._find_access_point(access_point)
        self._check_may_ask(location, point)
        moment = self._to_moment(at)
        vals = location._decide_access(credential, moment, point)
        event = self._log_access_event(vals | {"user_id": self.env.uid, "at": moment})
        return {
            "granted": event.granted,
            "reason": event.reason,
            "message": get_sentence(self.env, event.reason),
            "event": event.id,
            "at": fields.Datetime.to_string(moment),
        }

    def _log_access_event(self, vals):
        # Replaced, not added to: no default that a caller sends gets into the log.
        context = clean_context(self.env.context)
        events = self.env["cowork.access.event"]
        events = events.with_context(context)  # pylint: disable=context-overridden
        # sudo: nobody has the right to write the log but this method.
        return events.sudo()._by_action().create(vals)

    # Who asks ------------------------------------------------------------------------

    def _require_one_location(self):
        """:raises ValidationError: for none or several"""
        if len(self) != 1:
            raise ValidationError(
                self.env._("Name one location: its number alone, as a list, in “ids”.")
            )

    def _check_may_ask(self, location, point):
        """:param location: this location (sudo), empty if there is none
        :param point: access point (sudo), possibly empty
        :raises AccessError: when the user may not ask for it"""
        user = self.env.user
        if self.env.su and location:
            return
        if location and user._is_cowork_door_controller():
            points = point or location.with_context(active_test=False).access_point_ids
            if user in points.controller_user_id:
                return
        elif location and user.has_group("cowork_members.group_front_desk"):
            self.check_access("read")
            return
        # Whether there is such a location is nobody's business.
        raise AccessError(
            self.env._(
                "You may not ask for this door. Its controller has an account of its"
                " own: connect it under Access Points."
            )
        )

    def _find_access_point(self, value):
        """:param value: code or id of a point of this location (sudo), possibly none
        :returns: ``cowork.access.point`` (sudo), possibly empty
        :raises ValidationError: when there is none such"""
        points = self.with_context(active_test=False).access_point_ids
        if value is None or value is False:
            return points.browse()
        if isinstance(value, models.BaseModel):
            value = value.id
        found = points.filtered(lambda point: value in (point.code, point.id))
        if not found or isinstance(value, bool):
            raise ValidationError(
                self.env._(
                    "There is no access point “%s” at this location: check its code.",
                    str(value)[:50],
                )
            )
        return found[:1]

    def _to_moment(self, at):
        """:returns: a moment as naive UTC, to the second
        :raises ValidationError: when it is none"""
        if at is None or at is False:
            return fields.Datetime.now()
        try:
            moment = at if isinstance(at, datetime) else datetime.fromisoformat(at)
            if moment.tzinfo:
                moment = moment.astimezone(UTC).replace(tzinfo=None)
        except (TypeError, ValueError, OverflowError):
            moment = datetime.min
        if 1990 <= moment.year <= 2200:
            return moment.replace(microsecond=0)
        raise ValidationError(
            self.env._(
                "“%s” is no moment. Write 2027-01-31 08:30:00 for UTC, or"
                " 2027-01-31T16:30:00+08:00.",
                str(at)[:50],
            )
        )

    # The decision --------------------------------------------------------------------

    def _decide_access(self, text, moment, point):
        """Decide, and do what follows from being let in.

        :returns: values of the event of one location (sudo), but for when and whom"""
        credentials = self.env["cowork.access.credential"]
        pin = pin_value(text)
        vals = {"location_id": self.id, "point_id": point.id, "granted": False}
        if pin and self._is_pin_locked(pin[0], point):
            return vals | {"reason": "locked"}
        credential = credentials._find(text, self)
        if not credential:
            if not pin:
                return vals | {"reason": "unknown"}
            owner = self._find_number(pin[0])
            return vals | {"reason": "wrong_pin", "credential_id": owner.id}
        vals["credential_id"] = credential.id
        vals |= {name: credential[name].id for name in HOLDERS}
        if problem := self._find_credential_problem(credential, moment, point):
            return vals | {"reason": problem}
        person = {"location_id": self.id}
        person |= {name: credential[name].id for name in HOLDERS if credential[name]}
        if point.anti_passback and self._is_passed_back(person, point):
            return vals | {"reason": "passback"}
        vals |= self._decide_for_holder(credential._get_holder(), moment, point)
        if vals["granted"] and self._has_happened(moment):
            vals |= self._note_presence(person, moment, point)
        return vals

    def _has_happened(self, moment):
        return moment <= fields.Datetime.now() + CLOCK_SKEW

    def _find_credential_problem(self, credential, moment, point):
        """:returns: code of why a credential opens nothing at the moment, or None"""
        if point and not point.active:
            return "closed_point"
        if credential.state != "active":
            return credential.state
        if credential.location_id != self and not credential.any_location:
            return "wrong_location"
        if credential.valid_from and moment < credential.valid_from:
            return "not_valid_yet"
        if credential.valid_to and moment >= credential.valid_to:
            return "expired"
        return None

    def _decide_for_holder(self, holder, moment, point):
        """:param holder: whose credential it is (sudo)
        :returns: dict with ``granted``, ``reason``, and what it depends on"""
        if point.direction == "out":
            # Nobody is kept inside because a membership ends or an hour passes.
            return {"granted": True, "reason": "leaving"}
        if holder._name == "hr.employee":
            serves = holder.active and holder in (self.employee_ids | self.manager_id)
            reason = "employee" if serves else "not_served"
            return {"granted": serves, "reason": reason}
        return self._decide_for_member(holder, moment, point)

    # PINs ----------------------------------------------------------------------------

    def _find_number(self, number):
        """:returns: the credential (sudo) with a number at one location's keypads"""
        # sudo: a controller reads nothing.
        credentials = self.env["cowork.access.credential"].sudo()
        return credentials.search(
            [
                ("location_id", "=", self.id),
                ("number", "=", number),
                ("state", "=", "active"),
            ],
            limit=1,
        )

    def _is_pin_locked(self, number, point):
        """Five guesses in a quarter hour, at one point or for one number: at a million
        PINs nobody gets anywhere, and cards still open.

        :returns: whether PINs are not taken at the moment"""
        # By the server's clock: a controller's moment may be anything.
        since = fields.Datetime.now() - WRONG_PIN_TIME
        # sudo: a controller reads nothing, not even its own log.
        wrong = self.env["cowork.access.event"].sudo()
        wrong = wrong.search_fetch(
            [
                ("location_id", "=", self.id),
                ("reason", "=", "wrong_pin"),
                ("logged_at", ">", since),
            ],
            ["point_id", "credential_id"],
            limit=1000,
        )
        here = wrong.filtered(lambda event: event.point_id == point)
        if len(here) >= WRONG_PINS:
            return True
        owner = wrong and self._find_number(number)
        mine = owner and wrong.filtered(lambda event: event.credential_id == owner)
        return bool(mine) and len(mine) >= WRONG_PINS

    # Who is in -----------------------------------------------------------------------

    def _is_passed_back(self, person, point):
        """:param person: dict of the location and one of ``HOLDERS``
        :returns: whether who enters is in already, or who leaves is not in"""
        domain = [(name, "=", value) for name, value in person.items()]
        # sudo: a controller reads nothing.
        presences = self.env["cowork.presence"].sudo()
        inside = presences.search_count([*domain, ("left_at", "=", False)], limit=1)
        return bool(inside) == (point.direction == "in")

    def _note_presence(self, person, moment, point):
        """Note who is in the building, for the list that an evacuation needs.

        :returns: values of the event that change, where somebody else was quicker"""
        presences = self.env["cowork.presence"]
        if point.direction == "out":
            presences._leave([{**person, "left_at": moment}])
            return {}
        entered = presences._enter(
            [
                {
                    **person,
                    "space_id": point.space_id.id,
                    "entered_at": moment,
                    "source": "door",
                }
            ]
        )
        if point.anti_passback and not entered:
            # Another door let the same person in at the very same moment.
            return {"granted": False, "reason": "passback"}
        return {}
