from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import CoworkCommon
from .public_methods import PublicMethodsMixin

OPERATIONS = {"c": "create", "r": "read", "w": "write", "u": "unlink"}

ACTORS = (
    "public",
    "portal_a",
    "named",
    "portal_b",
    "internal",
    "front_desk",
    "user",
    "user_2",
    "manager",
    "manager_b",
)

# What each actor may do with a record of location 1 of the first company, which belongs
# to the member of portal user A. ``named`` is a person named in the contract who does
# not belong to the member; ``user_2`` serves another location.
ACCESS = {
    # model: public, portal A, named, portal B, internal, front desk, user, user of
    #        another location, manager, manager of another company
    "cowork.location": ("", "", "", "", "", "r", "r", "", "crwu", ""),
    "cowork.space": ("", "", "", "", "", "r", "r", "", "crwu", ""),
    "cowork.space.margin": ("", "", "", "", "", "", "r", "", "r", ""),
    "cowork.floor.plan": ("", "", "", "", "", "r", "crwu", "", "crwu", ""),
    "cowork.space.kind": ("", "", "", "", "", "r", "r", "r", "crwu", "crwu"),
    "cowork.space.amenity": ("", "", "", "", "", "r", "r", "r", "crwu", "crwu"),
    "cowork.usage.type": ("", "", "", "", "", "r", "r", "r", "crwu", "crwu"),
    "cowork.plan": ("", "", "", "", "", "r", "r", "r", "crwu", ""),
    "cowork.promotion": ("", "", "", "", "", "r", "r", "r", "crwu", ""),
    "cowork.plan.allowance": ("", "", "", "", "", "r", "r", "r", "crwu", ""),
    "cowork.plan.discount": ("", "", "", "", "", "r", "r", "r", "crwu", ""),
    "cowork.contract.stage": ("", "", "", "", "", "r", "r", "r", "crwu", "crwu"),
    "cowork.contract.end.reason": ("", "", "", "", "", "r", "r", "r", "crwu", "crwu"),
    "cowork.enquiry.source": ("", "", "", "", "", "r", "r", "r", "crwu", "crwu"),
    "cowork.lost.reason": ("", "", "", "", "", "r", "r", "r", "crwu", "crwu"),
    "cowork.visit.outcome": ("", "", "", "", "", "r", "r", "r", "crwu", "crwu"),
    "cowork.visit": ("", "", "", "", "", "r", "crw", "", "crwu", ""),
    "cowork.enquiry.report": ("", "", "", "", "", "", "r", "", "r", ""),
    "cowork.contract.stage.report": ("", "", "", "", "", "", "r", "", "r", ""),
    "cowork.contract": ("", "r", "r", "", "", "r", "crw", "", "crwu", ""),
    "cowork.contract.line": ("", "r", "", "", "", "r", "crwu", "", "crwu", ""),
    "cowork.contract.price.step": ("", "r", "", "", "", "r", "crwu", "", "crwu", ""),
    "cowork.contract.free.period": ("", "r", "", "", "", "r", "crwu", "", "crwu", ""),
    "cowork.contract.suspension": ("", "r", "r", "", "", "r", "crwu", "", "crwu", ""),
    "cowork.contract.line.allowance": (
        "",
        "r",
        "",
        "",
        "",
        "r",
        "crwu",
        "",
        "crwu",
        "",
    ),
    "cowork.usage": ("", "r", "r", "", "", "r", "r", "", "r", ""),
    "cowork.pack": ("", "r", "", "", "", "r", "crw", "", "crwu", ""),
    "cowork.pack.draw": ("", "", "", "", "", "r", "r", "", "r", ""),
    "cowork.contract.member": ("", "r", "", "", "", "r", "crwu", "", "crwu", ""),
    "cowork.contract.renewal": ("", "r", "", "", "", "r", "rw", "", "rw", ""),
    "cowork.contract.renewal.line": ("", "r", "", "", "", "r", "rw", "", "rw", ""),
    "cowork.contract.document": ("", "r", "", "", "", "r", "r", "", "r", ""),
    "cowork.contract.step": ("", "", "", "", "", "r", "crwu", "", "crwu", ""),
    "cowork.contract.step.template": ("", "", "", "", "", "r", "r", "r", "crwu", ""),
    # For the HR department and administrators only: test_job_grants.
    "cowork.job.grant": ("", "", "", "", "", "", "", "", "", ""),
    "cowork.sla.policy": ("", "", "", "", "", "r", "r", "r", "crwu", ""),
    "cowork.care.occasion": ("", "", "", "", "", "r", "r", "r", "crwu", ""),
    "cowork.care.occasion.date": ("", "", "", "", "", "r", "r", "r", "crwu", ""),
    "cowork.care.greeting": ("", "", "", "", "", "r", "r", "", "r", ""),
    "cowork.contract.extension": ("", "", "", "", "", "", "", "", "r", ""),
    "cowork.booking.policy": ("", "", "", "", "", "r", "r", "r", "crwu", "crwu"),
    "cowork.booking": ("", "r", "r", "", "", "crw", "crw", "", "crwu", ""),
    "cowork.booking.slot": ("", "", "", "", "", "r", "r", "", "r", ""),
    "cowork.booking.guest": ("", "r", "", "", "", "r", "r", "", "r", ""),
    "cowork.parcel": ("", "r", "", "", "", "crw", "crw", "", "crwu", ""),
    "cowork.parcel.rule": ("", "", "", "", "", "r", "crwu", "", "crwu", ""),
    "cowork.presence": ("", "", "", "", "", "r", "r", "", "r", ""),
    "cowork.visitor": ("", "r", "", "", "", "crw", "crw", "", "crwu", ""),
    "cowork.visitor.rules": ("", "", "", "", "", "r", "crw", "", "crwu", ""),
    # For all locations of the company.
    "cowork.visitor.block": ("", "", "", "", "", "r", "crw", "crw", "crwu", ""),
    "cowork.access.point": ("", "", "", "", "", "r", "r", "", "crwu", ""),
    "cowork.access.credential": ("", "r", "", "", "", "rw", "rw", "", "rw", ""),
    "cowork.access.event": ("", "", "", "", "", "r", "r", "", "r", ""),
    "cowork.kpi": ("", "", "", "", "", "", "r", "r", "rw", "rw"),
    "cowork.kpi.target": ("", "", "", "", "", "", "r", "", "crwu", ""),
    "cowork.kpi.value": ("", "", "", "", "", "", "r", "", "r", ""),
    "cowork.booking.series": ("", "r", "", "", "", "r", "r", "", "r", ""),
    # Of a policy, which belongs to all companies.
    "cowork.booking.rate": ("", "", "", "", "", "r", "r", "r", "crwu", "crwu"),
}

# Dialogs and logs: rights on the model, as their records belong to who opened them; and
# figures, whose rows are counted where there are some: test_booking_utilisation.
MODEL_ACCESS = {
    "cowork.booking.utilisation": {
        "front_desk": "r",
        "user": "r",
        "user_2": "r",
        "manager": "r",
    },
    "cowork.contract.amend": {"user": "crw", "user_2": "crw", "manager": "crw"},
    "cowork.contract.lose": {"user": "crw", "user_2": "crw", "manager": "crw"},
    "cowork.enquiry.call": {"user": "crw", "user_2": "crw", "manager": "crw"},
    "cowork.contract.suspend": {"user": "crw", "user_2": "crw", "manager": "crw"},
    "cowork.contract.promote": {"user": "crw", "user_2": "crw", "manager": "crw"},
    "cowork.contract.notice": {"user": "crw", "user_2": "crw", "manager": "crw"},
    "cowork.contract.terminate": {"user": "crw", "user_2": "crw", "manager": "crw"},
    "cowork.usage.add": {
        "front_desk": "crw",
        "user": "crw",
        "user_2": "crw",
        "manager": "crw",
    },
    "cowork.usage.balance": {
        "front_desk": "crw",
        "user": "crw",
        "user_2": "crw",
        "manager": "crw",
    },
    "cowork.usage.correct": {
        "front_desk": "crw",
        "user": "crw",
        "user_2": "crw",
        "manager": "crw",
    },
    "cowork.booking.series.plan": {
        "front_desk": "crw",
        "user": "crw",
        "user_2": "crw",
        "manager": "crw",
    },
    "cowork.booking.series.plan.line": {
        "front_desk": "crwu",
        "user": "crwu",
        "user_2": "crwu",
        "manager": "crwu",
    },
    "cowork.booking.series.change": {
        "front_desk": "crw",
        "user": "crw",
        "user_2": "crw",
        "manager": "crw",
    },
    "cowork.booking.cancel": {
        "front_desk": "crw",
        "user": "crw",
        "user_2": "crw",
        "manager": "crw",
    },
    "cowork.parcel.hand.over": {
        "front_desk": "crw",
        "user": "crw",
        "user_2": "crw",
        "manager": "crw",
    },
    "cowork.access.issue": {
        "front_desk": "crw",
        "user": "crw",
        "user_2": "crw",
        "manager": "crw",
    },
    "cowork.parcel.forward": {
        "front_desk": "crw",
        "user": "crw",
        "user_2": "crw",
        "manager": "crw",
    },
    "cowork.parcel.refuse": {
        "front_desk": "crw",
        "user": "crw",
        "user_2": "crw",
        "manager": "crw",
    },
    "cowork.parcel.scan": {
        "front_desk": "crwu",
        "user": "crwu",
        "user_2": "crwu",
        "manager": "crwu",
    },
    "cowork.presence.note": {
        "front_desk": "crw",
        "user": "crw",
        "user_2": "crw",
        "manager": "crw",
    },
    "cowork.access.secret": {
        "front_desk": "cr",
        "user": "cr",
        "user_2": "cr",
        "manager": "cr",
    },
    "cowork.access.connect": {"manager": "crw"},
    "cowork.kpi.recount": {"manager": "crw"},
    "cowork.import": {"manager": "crwu"},
    "cowork.import.report": {"manager": "crwu"},
    "cowork.import.summary": {"manager": "crwu"},
    "cowork.import.progress": {"manager": "r"},
    "cowork.import.trace": {"manager": "r"},
    "cowork.organisation.load": {},
}

# Every public method this addon adds: a remote caller can call it with any arguments.
PUBLIC_METHODS = {
    "cowork.contract": {
        "action_accept_renewal",
        "action_activate",
        "action_add_member",
        "action_amend",
        "action_apply_promotion",
        "action_cancel",
        "action_decline_renewal",
        "action_give_notice",
        "action_make_checklist",
        "action_plan_visit",
        "action_propose_renewal",
        "action_remove_member",
        "action_remove_promotion",
        "action_renew",
        "action_reopen",
        "action_resume",
        "action_send_agreement",
        "action_sign",
        "action_sla_pause",
        "action_sla_resume",
        "action_suspend",
        "action_terminate",
        "action_view_credentials",
        "action_view_documents",
        "action_view_member_contracts",
        "action_view_parcel_rules",
        "action_view_plans",
        "action_view_renewals",
        "action_view_spaces",
        "action_view_usage",
        "action_view_visitors",
        "action_view_visits",
        "action_withdraw_notice",
    },
    "cowork.booking": {
        "action_cancel",
        "action_cancel_series",
        "action_check_in",
        "action_check_out",
        "action_confirm",
        "action_invite",
        "action_move_series",
        "action_reopen",
        "action_view_usage",
        "action_view_visitors",
        "action_waive_fee",
        "book",
        "book_series",
    },
    "cowork.usage": {
        "action_open_origin",
        "action_open_reversal",
        "action_reverse",
        "action_void",
    },
    "cowork.access.point": {"action_view_events"},
    "cowork.access.credential": {
        "action_report_lost",
        "action_revoke",
        "action_view_events",
        "issue",
    },
    "cowork.access.issue": {"action_issue"},
    "cowork.access.connect": {"action_connect"},
    "cowork.booking.series": {"action_confirm", "action_view_bookings"},
    "cowork.booking.series.plan": {"action_back", "action_book", "action_check"},
    "cowork.booking.series.change": {"action_apply"},
    "cowork.usage.add": {"action_add", "action_add_next"},
    "cowork.usage.correct": {"action_apply"},
    "cowork.visit": {
        "action_cancel",
        "action_done",
        "action_no_show",
        "action_open_contract",
        "action_plan_again",
    },
    "cowork.enquiry.report": {"action_open_contract"},
    "cowork.contract.stage.report": {"action_open_contract"},
    "cowork.enquiry.call": {"action_apply"},
    "cowork.contract.lose": {"action_apply"},
    "cowork.contract.document": {
        "action_open_file",
        "action_open_portal",
        "action_send",
        "action_void",
    },
    "cowork.contract.step": {"action_done", "action_open_contract", "action_undo"},
    "cowork.sla.mixin": {"action_sla_pause", "action_sla_resume"},
    "cowork.sla.policy": {
        "action_recalculate",
        "action_view_missed",
        "action_view_records",
    },
    "cowork.care.occasion": {"action_view_greetings"},
    "cowork.care.greeting": {"action_retry"},
    "cowork.contract.line": {"action_call_off"},
    "cowork.contract.renewal": {"action_accept", "action_decline", "action_send_again"},
    "cowork.contract.amend": {"action_apply"},
    "cowork.contract.suspend": {"action_apply"},
    "cowork.contract.notice": {"action_apply"},
    "cowork.contract.promote": {"action_apply"},
    "cowork.promotion": {"action_view_contracts"},
    "cowork.contract.terminate": {"action_apply"},
    "cowork.import": {
        "action_check",
        "action_import",
        "action_view_contracts",
        "get_progress",
    },
    "cowork.job.grant": {"action_give_again"},
    "cowork.organisation.load": {"action_load"},
    "cowork.kpi": {"action_view_values"},
    "cowork.booking.cancel": {"action_apply"},
    "cowork.presence": {"action_leave"},
    "cowork.presence.note": {"action_apply"},
    "cowork.parcel": {
        "action_ask",
        "action_deliver_scan",
        "action_forward",
        "action_hand_over",
        "action_notify",
        "action_refuse",
        "action_renew_code",
        "action_reopen",
        "action_view_usage",
    },
    "cowork.parcel.forward": {"action_apply"},
    "cowork.parcel.hand.over": {"action_apply"},
    "cowork.parcel.refuse": {"action_apply"},
    "cowork.parcel.scan": {"action_apply"},
    "cowork.visitor": {
        "action_accept_rules",
        "action_arrive",
        "action_arrive_and_print",
        "action_cancel",
        "action_cancel_series",
        "action_clear",
        "action_erase",
        "action_expect",
        "action_invite",
        "action_leave",
        "action_print_badge",
        "action_refuse",
        "register",
    },
    "cowork.visitor.rules": {"action_new_version", "action_publish"},
    "cowork.kpi.recount": {"action_apply"},
    "cowork.kpi.value": {
        "action_recompute",
        "action_view_denominator",
        "action_view_numerator",
    },
    "cowork.floor.plan": {"action_open_plan", "get_choice", "get_floor", "save_shapes"},
    "cowork.location": {
        "action_open_evacuation",
        "action_renew_kiosk",
        "action_download_access_list",
        "action_view_access_points",
        "action_view_board",
        "action_view_contracts",
        "action_view_floor_plan",
        "action_view_front_desk",
        "action_view_kpis",
        "action_view_parcels",
        "action_view_presence",
        "action_view_spaces",
        "action_view_visitors",
        "get_front_desk",
        "guess_recipients",
        "get_access_key",
        "get_access_list",
    },
    "cowork.plan": {"action_view_contract_lines"},
    "cowork.space": {
        "action_renew_panel",
        "action_view_bookings",
        "action_view_contract_lines",
        "action_view_margin",
        "action_view_on_plan",
        "get_board",
        "get_board_bookings",
        "search_available",
    },
    "cowork.space.margin": {"action_open_space"},
    "hr.employee": {"action_view_cowork_credentials"},
    "hr.job": {"action_view_cowork_grants"},
    "res.partner": {
        "action_view_cowork_contracts",
        "action_view_cowork_credentials",
        "action_view_cowork_greetings",
        "action_view_cowork_parcels",
        "action_view_cowork_usage",
        "action_view_cowork_visitors",
    },
}

# What the member who pays may do as well: see the tests of renewals.
FOR_MEMBERS = {"action_accept_renewal", "action_decline_renewal"}


class AccessCommon(CoworkCommon):
    """One record of every model, and a user of every role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.public = cls.env.ref("base.public_user")
        cls.user_2 = cls.make_user(
            "t_user_2", "cowork_members.group_user", [cls.location_2]
        )
        cls.named = cls.make_user("t_named", "base.group_portal")
        usage = cls.env.ref("cowork_members.usage_meeting_hours")
        cls.plan_desk.write(
            {
                "allowance_ids": [(0, 0, {"usage_type_id": usage.id})],
                "discount_ids": [(0, 0, {"min_months": 6, "discount": 5})],
            }
        )
        cls.contract = cls.make_contract(
            cls.plan_desk,
            cls.desk_1,
            start="2026-11-01",
            member_ids=[(6, 0, (cls.person | cls.named.partner_id).ids)],
        )
        line = cls.contract.line_ids
        grant = {
            "user_id": cls.user.id,
            "group_id": cls.env.ref("cowork_members.group_user").id,
            "employee_id": cls.user.employee_ids.id,
            "company_id": cls.company.id,
            "withdrawn_on": "2027-01-01 08:00:00",
        }
        department = cls.env["hr.department"].create({"name": "T-Keys"})
        renewal = (
            cls.env["cowork.contract.renewal"]
            ._by_action()
            .create(
                {
                    "contract_id": cls.contract.id,
                    "date_end": "2027-12-31",
                    "valid_until": "2027-12-01",
                    "months": 12,
                    "line_ids": [(0, 0, {"line_id": line.id, "price_before": 1800.0})],
                }
            )
        )
        create = {
            "cowork.floor.plan": {"space_id": cls.floor.id},
            "cowork.space.amenity": {"name": "T-Coffee"},
            "cowork.promotion": {
                "name": "Offer",
                "code": "T-CODE",
                "percent": 10,
                "company_id": cls.company.id,
            },
            "cowork.contract.price.step": {
                "line_id": line.id,
                "date_start": "2027-06-01",
                "price_unit": 1900.0,
            },
            "cowork.contract.free.period": {
                "line_id": line.id,
                "date_start": "2027-06-01",
                "date_end": "2027-06-30",
            },
            "cowork.contract.suspension": {
                "contract_id": cls.contract.id,
                "date_from": "2027-08-01",
                "date_to": "2027-08-31",
            },
            "cowork.visit": {
                "contract_id": cls.contract.id,
                "start": "2027-02-01 04:00:00",
            },
            "cowork.contract.step": {
                "contract_id": cls.contract.id,
                "name": "Key",
                "deadline": "2027-02-01",
            },
            "cowork.contract.step.template": {
                "name": "Key",
                "direction": "out",
                "department_id": department.id,
                "company_id": cls.company.id,
            },
            "cowork.parcel": {
                "location_id": cls.location.id,
                "partner_id": cls.person.id,
            },
            "cowork.parcel.rule": {"contract_id": cls.contract.id},
            "cowork.visitor": {
                "name": "Ana Ruiz",
                "location_id": cls.location.id,
                "partner_id": cls.person.id,
            },
            "cowork.visitor.rules": {
                "location_id": cls.location.id,
                "body": "<p>No dogs.</p>",
            },
            "cowork.visitor.block": {
                "name": "Bo Li",
                "reason": "Threw a chair",
                "company_id": cls.company.id,
            },
            "cowork.sla.policy": {"name": "Calls", "company_id": cls.company.id},
            "cowork.booking.series": {
                "space_id": cls.desk_1.id,
                "partner_id": cls.person.id,
                "rule": "FREQ=WEEKLY;COUNT=2",
                "first_day": "2027-02-01",
                "hour": 9,
                "minutes": 60,
            },
            "cowork.booking.rate": {
                "policy_id": cls.env.ref("cowork_members.policy_meeting").id,
                "price": 40,
            },
            "cowork.access.point": {
                "name": "T-Door",
                "code": "T-DOOR",
                "location_id": cls.location.id,
            },
            "cowork.kpi.target": {
                "kpi_id": cls.env.ref("cowork_members.kpi_retention").id,
                "company_id": cls.company.id,
                "location_id": cls.location.id,
                "target": 90,
            },
        }
        meeting = cls.env["cowork.booking"].create(
            {
                "space_id": cls.make_space("Room", "meeting_small", capacity=4).id,
                "partner_id": cls.person.id,
                "start": "2027-02-01 01:00:00",
                "stop": "2027-02-01 02:00:00",
                "is_exception": True,
            }
        )
        # As the system writes them.
        by_action = {
            "cowork.access.credential": {
                "kind": "card",
                "partner_id": cls.person.id,
                "location_id": cls.location.id,
                "secret_hash": "t-access-1",
            },
            "cowork.access.event": {
                "location_id": cls.location.id,
                "at": "2027-01-10 11:00:00",
                "reason": "unknown",
            },
            "cowork.booking.guest": {
                "booking_id": meeting.id,
                "email": "ana@guest.example.com",
            },
            "cowork.presence": {
                "location_id": cls.location.id,
                "partner_id": cls.person.id,
                "kind": "member",
                "entered_at": "2027-01-10 09:00:00",
            },
            "cowork.contract.extension": {
                "contract_id": cls.contract.id,
                "date_end": "2026-12-31",
                "date_renewed": "2026-12-31",
            },
            "cowork.kpi.value": {
                "kpi_id": cls.env.ref("cowork_members.kpi_retention").id,
                "location_id": cls.location.id,
                "month": "2026-01-01",
            },
        }
        pack = cls.env["cowork.pack"].create(
            {
                "partner_id": cls.member.id,
                "usage_type_id": usage.id,
                "quantity": 5,
                "date_from": "2026-11-01",
                "company_id": cls.company.id,
            }
        )
        # One hour is included, the other comes from the pack.
        cls.usage = cls.env["cowork.usage"]._record(
            [
                {
                    "key": "t-access,1",
                    "contract_id": cls.contract.id,
                    "partner_id": cls.named.partner_id.id,
                    "usage_type_id": usage.id,
                    "quantity": 2,
                    "date": "2026-12-05",
                }
            ]
        )
        cls.usage._rate()
        occasion = cls.env["cowork.care.occasion"].create(
            {
                "name": "Festival",
                "is_moving": True,
                "company_id": cls.company.id,
                "date_ids": [(0, 0, {"date": "2027-02-06"})],
            }
        )
        greeting = cls.env["cowork.care.greeting"]._by_action()
        greeting = greeting.create(
            {
                "partner_id": cls.member.id,
                "occasion_id": occasion.id,
                "contract_id": cls.contract.id,
                "date": "2027-02-06",
                "year": 2027,
            }
        )
        room = cls.make_space("T-Room", "meeting_small", capacity=8)
        booking = cls.env["cowork.booking"].create(
            {
                "space_id": room.id,
                "partner_id": cls.named.partner_id.id,
                "contract_id": cls.contract.id,
                "start": "2027-01-12 04:00:00",
                "stop": "2027-01-12 05:00:00",
            }
        )
        cls.samples = {
            "cowork.booking": booking,
            "cowork.booking.policy": room.policy_id,
            "cowork.booking.slot": booking.slot_ids,
            "cowork.usage": cls.usage,
            "cowork.pack": pack,
            "cowork.pack.draw": pack.draw_ids,
            "cowork.contract.line.allowance": line.allowance_ids,
            "cowork.location": cls.location,
            "cowork.space": cls.desk_1,
            "cowork.space.margin": cls.env["cowork.space.margin"].browse(cls.desk_1.id),
            "cowork.space.kind": cls.kinds["office"],
            "cowork.usage.type": usage,
            "cowork.plan": cls.plan_desk,
            "cowork.plan.allowance": cls.plan_desk.allowance_ids,
            "cowork.plan.discount": cls.plan_desk.discount_ids,
            "cowork.contract": cls.contract,
            "cowork.contract.line": line,
            "cowork.care.occasion": occasion,
            "cowork.care.occasion.date": occasion.date_ids,
            "cowork.care.greeting": greeting,
            "cowork.contract.member": cls.contract.member_history_ids.filtered(
                lambda row: row.partner_id == cls.person
            ),
            "cowork.contract.renewal": renewal,
            "cowork.contract.renewal.line": renewal.line_ids,
            "cowork.contract.stage": cls.contract.stage_id,
            "cowork.enquiry.source": cls.env.ref("cowork_members.source_website"),
            "cowork.lost.reason": cls.env.ref("cowork_members.lost_reason_price"),
            "cowork.visit.outcome": cls.env.ref("cowork_members.outcome_interested"),
            "cowork.enquiry.report": cls.env["cowork.enquiry.report"].browse(
                cls.contract.id
            ),
            "cowork.contract.stage.report": cls.env[
                "cowork.contract.stage.report"
            ].search([("contract_id", "=", cls.contract.id)], limit=1),
            "cowork.contract.end.reason": cls.env.ref("cowork_members.end_reason_1"),
            "cowork.job.grant": cls.env["cowork.job.grant"]._by_action().create(grant),
            "cowork.kpi": cls.env.ref("cowork_members.kpi_retention"),
            "cowork.contract.document": cls.contract._create_documents(
                "agreement"
            ).with_env(cls.env),
            **{model: cls.env[model].create(vals) for model, vals in create.items()},
            **{
                model: cls.env[model]._by_action().create(vals).with_env(cls.env)
                for model, vals in by_action.items()
            },
        }
        cls.samples["cowork.contract.document"]._mark_sent(cls.member)


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestAccessRights(PublicMethodsMixin, AccessCommon):
    """Who may do what, against the tables above."""

    addon = "cowork_members"
    public_methods = PUBLIC_METHODS

    def test_every_model_is_in_the_tables(self):
        models = {
            name
            for name, model in self.env.registry.items()
            if model._original_module == "cowork_members" and not model._abstract
        }
        self.assertEqual(models, ACCESS.keys() | MODEL_ACCESS.keys())
        self.assertEqual(ACCESS.keys(), self.samples.keys())

    def test_actors_and_records(self):
        for model, row in ACCESS.items():
            for actor, expected in zip(ACTORS, row, strict=True):
                record = self.samples[model].with_user(getattr(self, actor))
                allowed = {
                    letter
                    for letter, operation in OPERATIONS.items()
                    if record.has_access(operation)
                }
                self.assertEqual(allowed, set(expected), f"{actor} × {model}")

    def test_actors_and_dialogs(self):
        for model, row in MODEL_ACCESS.items():
            for actor in ACTORS:
                expected = row.get(actor.removesuffix("_b"), "")
                records = self.env[model].with_user(getattr(self, actor))
                allowed = {
                    letter
                    for letter, operation in OPERATIONS.items()
                    if records.has_access(operation)
                }
                if actor.startswith("portal"):
                    expected = ""
                self.assertEqual(allowed, set(expected), f"{actor} × {model}")

    def test_searches_find_what_may_be_read(self):
        for model, row in ACCESS.items():
            for actor, expected in zip(ACTORS, row, strict=True):
                records = self.env[model].with_user(getattr(self, actor))
                if not records.has_access("read"):
                    with self.assertRaises(AccessError):
                        records.search([])
                    continue
                found = self.samples[model].id in records.search([]).ids
                self.assertEqual(found, "r" in expected, f"{actor} × {model}")

    def test_every_field_a_member_may_read_can_be_read(self):
        for actor in (self.portal_a, self.named, self.front_desk, self.user):
            for model in ACCESS:
                record = self.samples[model].with_user(actor)
                if record.has_access("read"):
                    names = [
                        name
                        for name in record.fields_get()
                        # Other addons see to their own fields.
                        if record._fields[name]._module == "cowork_members"
                    ]
                    record.invalidate_recordset()
                    self.assertEqual(len(record.read(names)), 1, f"{actor} × {model}")

    def test_members_do_not_see_internal_figures(self):
        contract = self.contract.with_user(self.portal_a)
        for name in ("monthly_value", "deposit_opening", "calendar_error"):
            self.assertNotIn(name, contract.fields_get())
            with self.assertRaises(AccessError):
                contract.read([name])
            with self.assertRaises(AccessError):
                contract.search([(name, "!=", False)])

    def test_drafts_and_cancelled_contracts_are_not_for_members(self):
        for state in ("draft", "cancelled"):
            contract = self.make_contract(state=state).with_user(self.portal_a)
            self.assertFalse(contract.has_access("read"))
            self.assertFalse(contract.line_ids.has_access("read"))

    def test_companies_do_not_see_each_other(self):
        for record in (self.contract_b, self.plan_b, self.space_b, self.location_b):
            self.assertFalse(record.with_user(self.manager).has_access("read"))
            self.assertTrue(record.with_user(self.manager_b).has_access("read"))

    # Public methods --------------------------------------------------------------

    def test_who_may_only_read_a_contract_changes_nothing(self):
        line, plan = self.contract.line_ids.id, self.plan_hot.id
        calls = (
            ("action_activate", ()),
            ("action_add_member", (self.person.id,)),
            ("action_amend", (line, plan, "2027-02-01")),
            ("action_apply_promotion", ("T-CODE",)),
            ("action_cancel", ()),
            ("action_give_notice", ("2027-01-10",)),
            ("action_make_checklist", ()),
            ("action_plan_visit", ()),
            ("action_propose_renewal", ()),
            ("action_remove_member", (self.person.id,)),
            ("action_remove_promotion", ()),
            ("action_renew", ()),
            ("action_reopen", ()),
            ("action_resume", ("2027-08-10",)),
            ("action_send_agreement", ()),
            ("action_sign", ()),
            ("action_sla_pause", ()),
            ("action_sla_resume", ()),
            ("action_suspend", ("2027-02-01",)),
            ("action_terminate", ("2027-02-01",)),
            ("action_withdraw_notice", ()),
        )
        self.assertEqual(
            {name for name, _args in calls},
            {
                name
                for name in PUBLIC_METHODS["cowork.contract"] - FOR_MEMBERS
                if "_view_" not in name
            },
        )
        states = {
            "action_activate": "signed",
            "action_cancel": "signed",
            "action_sign": "draft",
            "action_reopen": "cancelled",
        }
        actors = (
            self.portal_a,
            self.portal_b,
            self.internal,
            self.front_desk,
            self.user_2,
            self.manager_b,
        )
        for name, args in calls:
            contract = self.contract
            if state := states.get(name):
                contract = self.make_contract(state=state)
            elif name == "action_renew":
                contract = self.make_contract(start="2026-11-01", end="2027-06-30")
            for actor in actors:
                with self.assertRaises(AccessError, msg=f"{actor.login} {name}"):
                    getattr(contract.with_user(actor), name)(*args)
