from urllib.parse import urlencode

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.http import request, route

from ..engine.booking_wish import read_wish
from ..engine.errors import EngineError
from ..engine.form_values import read_number
from ..engine.local_time import to_local
from .portal import ID, CoworkPortal

MAX_PEOPLE = 10000
NAME_LIMIT = 120
#: minutes to choose from
LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240, 360, 480, 600)
#: what a form or link says of the time that is wanted
WISH = ("date", "begin", "until", "minutes", "people")


class CoworkBookingPortal(CoworkPortal):
    """Find a space, see its rules, book it."""

    # Reading what was asked for ------------------------------------------------------

    def _read_cowork_number(self, text, default, largest):
        """:returns: a number from 1 to ``largest`` that a form sent"""
        number = read_number((text or "").strip())
        return min(number, largest) if number else default

    def _read_cowork_name(self, query):
        return (query.get("name") or "").strip()[:NAME_LIMIT]

    def _read_cowork_wish(self, query, location):
        """:returns: the time that is wanted, and what is wrong with it as a sentence:
        one of them is None"""
        try:
            wish = read_wish(
                query.get("date"),
                query.get("begin"),
                location.tz or "UTC",
                query.get("until"),
                query.get("minutes"),
            )
        except EngineError as error:
            return None, self._word_cowork_wish(error)
        return wish, None

    def _word_cowork_wish(self, error):
        return {
            "wish_day": request.env._("Choose the day."),
            "wish_clock": request.env._(
                "Give the time of day as hours and minutes, such as 09:30."
            ),
            "wish_length": request.env._("Choose how long you need it."),
            "wish_order": request.env._("The end has to be after the beginning."),
        }.get(error.code) or request.env._(
            "This time cannot be booked. Choose another."
        )

    def _word_cowork_notes(self, wish):
        """:returns: list of sentences on times that do not exist or exist twice"""
        return [
            request.env._(
                "%(asked)s does not exist on that day, as the clocks are put forward:"
                " %(meant)s is meant.",
                asked=f"{asked:%H:%M}",
                meant=f"{meant:%H:%M}",
            )
            if note == "gap"
            else request.env._(
                "%(asked)s comes twice in that night, as the clocks are put back: the"
                " first one is meant.",
                asked=f"{asked:%H:%M}",
            )
            for note, asked, meant in wish.notes
        ]

    def _get_cowork_query(self, location, start, stop, people):
        """:returns: a time as the part of an address that ``read_wish`` reads"""
        begin = to_local(start, location.tz or "UTC")
        return urlencode(
            {
                "date": f"{begin:%Y-%m-%d}",
                "begin": f"{begin:%H:%M}",
                "minutes": round((stop - start).total_seconds() / 60),
                "people": people,
            }
        )

    # Finding -------------------------------------------------------------------------

    @route(
        "/my/cowork/book",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_find(self, **query):
        locations = request.env["cowork.booking"]._get_portal_locations()
        chosen = read_number(query.get("location"))
        location = locations.filtered(lambda place: place.id == chosen)[:1]
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "cowork_book",
            "locations": locations,
            "location": location or locations[:1],
        }
        if locations:
            values.update(self._prepare_cowork_find(values["location"], query))
        return request.render("cowork_members.portal_book", values)

    def _prepare_cowork_find(self, location, query):
        """:returns: dict for the page: the form as it was sent, and what was found"""
        # sudo: members do not read spaces; they may know what there is to book.
        spaces = request.env["cowork.space"].sudo()
        spaces = spaces.search(
            [("location_id", "=", location.id), ("is_bookable", "=", True)]
        )
        form = self._read_cowork_find(location, query)
        values = {
            "form": form,
            "kinds": spaces.kind_id,
            "lengths": self._get_cowork_lengths(form["minutes"]),
            "amenities": spaces.amenity_ids,
            "searched": "date" in query,
        }
        if values["searched"]:
            values.update(self._search_cowork(location, form))
        return values

    def _get_cowork_lengths(self, chosen):
        """:returns: list of ``(minutes, words)`` to choose from"""
        minutes = {*LENGTHS, read_number(chosen) or LENGTHS[0]}
        word = request.env["cowork.booking"]._word_length
        return [(number, word(number)) for number in sorted(minutes)]

    def _read_cowork_find(self, location, query):
        """:returns: dict of what the form says, with what is usual for the rest"""
        soon = to_local(fields.Datetime.now(), location.tz or "UTC")
        sent = request.httprequest.args.getlist("amenity")
        return {
            "date": query.get("date") or f"{soon:%Y-%m-%d}",
            "begin": query.get("begin") or f"{min(soon.hour + 1, 23):02d}:00",
            "until": query.get("until") or "",
            "minutes": query.get("minutes") or "60",
            "people": self._read_cowork_number(query.get("people"), 1, MAX_PEOPLE),
            "kind": read_number(query.get("kind")),
            "amenities": [number for number in map(read_number, sent) if number],
            "today": f"{soon:%Y-%m-%d}",
        }

    def _search_cowork(self, location, form):
        wish, error = self._read_cowork_wish(form, location)
        if error:
            return {"error": error}
        bookings = request.env["cowork.booking"]
        wanted = (form["people"], form["kind"], form["amenities"])
        offers = bookings._get_offers(location, wish.start, wish.stop, *wanted)
        free = [offer for offer in offers if not offer["problem"]]
        later, causes = [], []
        if not free:
            later = bookings._get_next_offers(
                location, wish.start, wish.minutes, *wanted
            )
            causes = bookings._explain_nothing(location, wish.start, wish.stop, *wanted)
        return {
            "wish": wish,
            "notes": self._word_cowork_notes(wish),
            "when": request.env._(
                "%(location)s, %(range)s",
                location=location.name,
                range=location._format_range(wish.start, wish.stop),
            ),
            "free": free,
            "refused": [offer for offer in offers if offer["problem"]],
            "later": [
                self._link_cowork_offer(*offer, form["people"]) for offer in later
            ],
            "causes": causes,
            "query": self._get_cowork_query(
                location, wish.start, wish.stop, form["people"]
            ),
        }

    def _link_cowork_offer(self, space, start, stop, people):
        """:returns: dict with the address and the words of one more possibility"""
        location = space.location_id
        query = self._get_cowork_query(location, start, stop, people)
        return {
            "url": f"/my/cowork/book/{space.id}?{query}",
            "space": space.name,
            "when": location._format_range(start, stop),
        }

    # One space -----------------------------------------------------------------------

    def _get_cowork_space(self, space_id):
        """:returns: the space (sudo) that the user may book
        :raises NotFound: for any other, as for one that does not exist"""
        try:
            return request.env["cowork.booking"]._get_space_to_book(space_id)
        except AccessError:
            raise request.not_found() from None

    @route(
        f"/my/cowork/book/<{ID}:space_id>/picture",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def cowork_picture(self, space_id, **_kwargs):
        space = self._get_cowork_space(space_id)
        if not space.image_1920:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_image_stream_from(
            space, "image_1920", width=640, height=640
        )
        return stream.get_response()

    @route(
        f"/my/cowork/book/<{ID}:space_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_offer(self, space_id, **query):
        space = self._get_cowork_space(space_id)
        wish, error = self._read_cowork_wish(query, space.location_id)
        if error:
            query["location"] = space.location_id.id
            return request.redirect(f"/my/cowork/book?{urlencode(query)}")
        return self._render_cowork_offer(space, wish, query)

    def _render_cowork_offer(self, space, wish, query, error=None):
        bookings = request.env["cowork.booking"]
        location = space.location_id
        people = self._read_cowork_number(query.get("people"), 1, MAX_PEOPLE)
        draft = bookings._draft(space, wish.start, wish.stop, people)
        times = (wish.start, wish.stop)
        offer = next(
            (
                offer
                for offer in bookings._get_offers(
                    location, *times, people, space.kind_id.id
                )
                if offer["space"] == space
            ),
            None,
        )
        problem = offer["problem"] if offer else self._get_cowork_problem(draft)
        if not offer and not problem:
            problem = request.env._("%s was just taken by somebody else.", space.name)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "cowork_book",
            "space": space,
            "location": location,
            "offer": offer,
            "draft": draft,
            "when": location._format_range(*times),
            "form": {
                **{name: query.get(name) or "" for name in WISH},
                "people": people,
                "name": self._read_cowork_name(query),
                "seat": read_number(query.get("seat")),
            },
            "sent": query,
            "notes": self._word_cowork_notes(wish),
            "rules": draft._describe_rules(),
            "error": error or problem,
            "can_book": offer and not problem,
        }
        if not values["can_book"]:
            values["others"] = self._get_cowork_others(space, wish, people)
        response = request.render("cowork_members.portal_book_confirm", values)
        if error:
            response.status_code = 409
        return response

    def _get_cowork_problem(self, draft):
        """:returns: why a space is not offered at all, or None: it is only taken"""
        if reason := draft._get_audience_problem(draft.space_id.policy_id):
            return reason
        room = draft.space_id._get_room()
        if draft.attendee_count > room:
            return request.env._("There is room for %s people only.", room)
        return draft._get_problems()[draft]

    def _get_cowork_others(self, space, wish, people):
        """:returns: list of links to the next free time, and to other free spaces"""
        found = []
        if times := space._get_next_free(wish.start, wish.minutes, people):
            found.append((space, *times))
        bookings = request.env["cowork.booking"]
        # sudo: members do not read spaces; they are told what they may book.
        others = space._get_alternatives(wish.start, wish.stop, people).sudo()
        drafts = bookings._draft(others, wish.start, wish.stop, people)
        found += [
            (other, wish.start, wish.stop)
            for other in drafts._open_to_member().space_id
        ]
        return [self._link_cowork_offer(*offer, people) for offer in found]

    # Booking -------------------------------------------------------------------------

    @route(
        f"/my/cowork/book/<{ID}:space_id>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def cowork_book(self, space_id, **query):
        bookings = request.env["cowork.booking"]
        space = self._get_cowork_space(space_id)
        wish, error = self._read_cowork_wish(query, space.location_id)
        if error:
            return request.redirect("/my/cowork/book")
        try:
            # Whatever meets a constraint does so within the savepoint.
            with request.env.cr.savepoint():
                done = self._book_cowork(space, wish, query)
        except IntegrityError:
            # Somebody committed since this request began, and it cannot see what: the
            # page that is asked for next can.
            kept = {
                name: query.get(name) for name in (*WISH, "name") if query.get(name)
            }
            return request.redirect(f"/my/cowork/book/{space.id}?{urlencode(kept)}")
        except AccessError:
            raise request.not_found() from None
        except UserError as refusal:
            if booking := bookings._find_twin(space, wish.start, wish.stop):
                # The same form was sent twice.
                return request.redirect(f"/my/cowork/bookings/{booking.id}?done=booked")
            return self._render_cowork_offer(space, wish, query, error=str(refusal))
        return request.redirect(done)

    def _book_cowork(self, space, wish, query):
        """:returns: address of the page that shows what was booked"""
        booked = request.env["cowork.booking"].book(
            space.id,
            wish.start,
            wish.stop,
            people=self._read_cowork_number(query.get("people"), 1, MAX_PEOPLE),
            seat=read_number(query.get("seat")) or 0,
            name=self._read_cowork_name(query),
        )
        return f"/my/cowork/bookings/{booked['id']}?done=booked"
