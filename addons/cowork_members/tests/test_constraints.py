from datetime import date, datetime

from odoo import models
from odoo.tests import tagged
from odoo.tools import SQL

from .common import CoworkCommon

DAYS = {"date_start": date(2027, 1, 1), "date_end": date(2027, 1, 31)}
DAYS_RENEWED = {"date_end": date(2026, 12, 31), "date_renewed": date(2026, 12, 31)}
NAN, INF = "NaN", "Infinity"

# Every constraint of the addon, with values that violate it: what one row is changed
# to, or a second row with the same key (``twin``), after ``both`` were changed. An
# unknown one fails the test.
VIOLATIONS = {
    "cowork_location_code_company_uniq": {"twin": ("code", "company_id")},
    "cowork_location_area_finite": [{"area": v} for v in (-1, NAN, INF)],
    "cowork_location_monthly_cost_finite": [
        {"monthly_cost": v} for v in (-1, NAN, INF)
    ],
    "cowork_space_code_location_uniq": {"twin": ("code", "location_id")},
    "cowork_space_size_finite": [
        {name: value} for name in ("area", "hourly_price") for value in (-1, NAN, INF)
    ]
    + [{"capacity": -1}, {"capacity": 1000001}],
    "cowork_space_lettable_order": [
        {"lettable_from": date(2027, 1, 2), "lettable_to": date(2027, 1, 1)}
    ],
    "cowork_floor_plan_space_uniq": {"twin": ("space_id",)},
    "cowork_space_amenity_name_uniq": {"twin": ("name",)},
    "cowork_space_kind_code_uniq": {"twin": ("code",)},
    "cowork_space_kind_slot_positive": [
        {"default_slot_minutes": value} for value in (0, -1, 1441)
    ],
    "cowork_booking_policy_grain_sane": [{"slot_minutes": v} for v in (-1, 1441)],
    "cowork_booking_policy_length_sane": [
        {"min_minutes": 0},
        {"max_minutes": 44641},
        {"min_minutes": 60, "max_minutes": 30},
    ],
    "cowork_booking_policy_times_sane": [
        {"buffer_minutes": -1},
        {"min_lead_minutes": -1},
        {"max_advance_days": 3661},
        {"hold_minutes": 0},
        {"cooldown_minutes": -1},
        {"cancel_free_hours": -1},
        {"check_in_minutes": -1},
        {"no_show_minutes": 1441},
    ],
    "cowork_booking_policy_limits_sane": [
        {"max_per_week": -1},
        {"max_hours_per_week": 169},
        {"series_max_count": 0},
        {"series_max_months": 61},
    ],
    "cowork_booking_policy_fees_finite": [
        {name: value}
        for name in ("late_fee", "no_show_fee")
        for value in (-1, NAN, INF)
    ]
    + [{"late_fee_kind": "percent", "late_fee": 101}],
    "cowork_booking_stop_after_start": [
        {"stop": datetime(2027, 3, 1, 8)},
        {"stop": datetime(2027, 3, 1, 9)},
        {"stop": datetime(2027, 4, 2, 9)},
    ],
    "cowork_booking_people_sane": [
        {"attendee_count": 0},
        {"attendee_count": 100001},
        {"seat_no": -1},
    ],
    "cowork_booking_state_known": [{"state": "maybe"}],
    "cowork_booking_slot_no_double_booking": {
        "twin": ("space_id", "seat_from", "seat_to")
    },
    "cowork_booking_slot_stop_after_start": [
        {"busy_stop": datetime(2027, 3, 1, 8)},
        {"busy_stop": datetime(2027, 3, 1, 9)},
    ],
    "cowork_booking_slot_seats_sane": [{"seat_from": 0}, {"seat_to": 0}],
    "cowork_usage_type_code_uniq": {"twin": ("code",)},
    "cowork_usage_type_step_sane": [{"step": v} for v in (0, -1, NAN, INF)],
    "cowork_usage_type_margin_sane": [{"margin_percent": v} for v in (-1, 1000, NAN)],
    "cowork_contract_line_allowance_quantity_finite": [
        {"quantity": v} for v in (-1, NAN, INF)
    ],
    "cowork_contract_line_allowance_line_type_uniq": {
        "twin": ("line_id", "usage_type_id", "period")
    },
    "cowork_booking_guest_booking_email_uniq": {"twin": ("booking_id", "email")},
    "cowork_location_parcel_settings_sane": [
        {"parcel_free_days": -1},
        {"parcel_remind_days": 366},
        {"parcel_remind_max": 101},
    ],
    "cowork_parcel_tracking_once": {"twin": ("location_id", "tracking_number")},
    "cowork_parcel_pieces_sane": [{"pieces": v} for v in (0, 1001)],
    "cowork_parcel_state_known": [{"state": "lost"}, {"state": "refused"}],
    "cowork_parcel_storage_sane": [
        {"storage_days": -1},
        {"storage_from": date(2027, 1, 1)},
    ],
    "cowork_parcel_proof_given": [{"proof": "code"}, {"code_tries": -1}],
    "cowork_parcel_forward_cost_finite": [{"forward_cost": v} for v in (-1, NAN, INF)],
    "cowork_parcel_rule_one_rule": {"twin": ("contract_id", "partner_id", "kind")},
    "cowork_presence_leaves_after_entering": [{"left_at": datetime(1990, 1, 1)}],
    "cowork_presence_kind_known": [{"kind": "ghost"}],
    "cowork_presence_one_person": [{"partner_id": None, "employee_id": None}],
    "cowork_presence_visitor_in_once": None,
    "cowork_visitor_code_day_uniq": {"twin": ("code", "location_id", "day")},
    "cowork_visitor_state_known": [{"state": "ghost"}],
    "cowork_visitor_leaves_after_arriving": [
        {"arrived_at": datetime(2027, 1, 2), "left_at": datetime(2027, 1, 1)}
    ],
    "cowork_visitor_rules_version_uniq": {"twin": ("location_id", "version")},
    "cowork_visitor_rules_one_current": {
        "twin": ("location_id",),
        "both": {"state": "current"},
    },
    "cowork_plan_visitors_sane": [{"visitors_per_day": v} for v in (-1, 10001)]
    + [{"visitors_per_month": v} for v in (-1, 100001)],
    "cowork_location_sign_out_hour_sane": [
        {"sign_out_hour": v} for v in (-1, 24, NAN, INF)
    ],
    "cowork_location_visitor_retention_sane": [
        {"visitor_retention_days": v} for v in (-1, 3651)
    ],
    "cowork_presence_member_in_once": {"twin": ("partner_id", "location_id")},
    "cowork_presence_employee_in_once": None,
    "cowork_access_point_code_location_uniq": {"twin": ("location_id", "code")},
    "cowork_access_point_passback_has_direction": [
        {"anti_passback": True, "direction": "both"}
    ],
    "cowork_access_point_direction_known": [{"direction": "up"}],
    "cowork_access_credential_secret_uniq": {"twin": ("secret_hash",)},
    "cowork_access_credential_number_location_uniq": {
        "twin": ("number", "location_id")
    },
    "cowork_access_credential_one_holder": [{"partner_id": None}],
    "cowork_access_credential_valid_order": [
        {"valid_from": datetime(2027, 1, 2), "valid_to": datetime(2027, 1, 2)}
    ],
    "cowork_access_credential_pin_of_one_location": [
        {"kind": "card"},
        {"number": None},
        {"any_location": True},
    ],
    "cowork_access_credential_state_known": [{"state": "stolen"}],
    "cowork_access_event_granted_for_a_reason": [
        {"granted": True},
        {"reason": "contract"},
    ],
    "cowork_location_access_retention_sane": [
        {"access_retention_days": v} for v in (-1, 3651)
    ],
    "cowork_usage_key_uniq": {"twin": ("key",)},
    "cowork_usage_reversed_uniq": {"twin": ("reversed_id",)},
    # The rows are reversals: a positive quantity is wrong for them.
    "cowork_usage_quantity_finite": [
        {"quantity": v} for v in (0, 1, NAN, INF, "-Infinity")
    ],
    "cowork_usage_price_finite": [
        {name: value}
        for name in ("price_unit", "cost_unit")
        for value in (-1, NAN, INF)
    ],
    "cowork_usage_date_sane": [{"date": date(1989, 12, 31)}],
    "cowork_usage_state_known": [{"state": "paid"}],
    "cowork_usage_cover_adds_up": [{"state": "rated", "quantity_billable": 3}],
    "cowork_pack_remaining_sane": [
        {"remaining": -1},
        {"remaining": 1000},
        {"remaining": NAN},
        {"quantity": 0},
        {"quantity": NAN},
        {"quantity": INF},
    ],
    "cowork_pack_dates_order": [{"date_to": date(2000, 1, 1)}],
    "cowork_pack_dates_sane": [{"date_to": date(2201, 1, 1)}],
    "cowork_pack_draw_usage_pack_uniq": {"twin": ("usage_id", "pack_id")},
    "cowork_pack_draw_quantity_finite": [{"quantity": v} for v in (0, NAN, INF)],
    "cowork_plan_code_company_uniq": {"twin": ("code", "company_id")},
    "cowork_plan_price_finite": [
        {name: value}
        for name in ("list_price", "setup_fee", "deposit_months", "holding_percent")
        for value in (-1, NAN, INF)
    ],
    "cowork_plan_terms_range": [
        {"billing_interval": 0},
        {"billing_interval": 367, "billing_unit": "day"},
        {"billing_day": 0},
        {"billing_day": 32},
        {"lead_days": -1},
        {"notice_days": -1},
        {"min_term_months": -1},
        {"member_limit": -1},
    ],
    "cowork_plan_minimum_finite": [{"minimum_charge": v} for v in (-1, NAN, INF)],
    "cowork_plan_follow_up_sane": [{"follow_up_months": v} for v in (-1, 121)],
    "cowork_plan_limits_range": [
        {"suspension_min_days": -1},
        {"suspension_max_days": 3651},
        {"suspension_year_days": 367},
        {"renewal_proposal_days": 0},
    ],
    "cowork_plan_suspension_order": [
        {"suspension_min_days": 8, "suspension_max_days": 7}
    ],
    "cowork_plan_month_interval": [{"billing_interval": v} for v in (5, 7, 11, 13)],
    "cowork_plan_allowance_quantity_finite": [{"quantity": v} for v in (-1, NAN, INF)],
    "cowork_plan_allowance_plan_type_uniq": {
        "twin": ("plan_id", "usage_type_id", "period")
    },
    "cowork_plan_discount_range": [
        {"min_months": 0},
        {"discount": -1},
        {"discount": 101},
        {"discount": NAN},
    ],
    "cowork_plan_discount_plan_months_uniq": {"twin": ("plan_id", "min_months")},
    "cowork_contract_dates_order": [{"date_end": date(2000, 1, 1)}],
    "cowork_contract_dates_sane": [
        {"date_start": date(1989, 12, 31)},
        {"date_end": date(2201, 1, 1)},
    ],
    "cowork_contract_numbers_finite": [
        {"deposit_opening": -1},
        {"deposit_opening": NAN},
        {"deposit_opening": INF},
        {"billing_day": 32},
        {"billing_day": -1},
        {"renewal_months": 0},
        {"renewal_months": 1201},
        {"renewal_increase": -100},
        {"renewal_increase": NAN},
    ],
    "cowork_contract_external_ref_uniq": {"twin": ("external_ref", "company_id")},
    "cowork_contract_name_company_uniq": {"twin": ("name", "company_id")},
    "cowork_contract_line_no_double_let": {
        "twin": ("space_id", "date_start", "date_stop", "holds_space")
    },
    "cowork_contract_line_price_finite": [
        {name: value}
        for name in ("price_unit", "quantity", "setup_fee", "deposit_months")
        for value in (-1, NAN, INF)
    ]
    + [{"quantity": 0}],
    "cowork_contract_line_minimum_finite": [
        {"minimum_charge": v} for v in (-1, NAN, INF)
    ],
    "cowork_contract_line_discount_range": [
        {name: value}
        for name in ("discount", "holding_percent")
        for value in (-1, 101, NAN)
    ],
    "cowork_contract_line_terms_range": [
        {"billing_interval": 0},
        {"billing_interval": 5},
        {"billing_day": 0},
        {"billing_day": 32},
        {"lead_days": -1},
        {"notice_days": -1},
        {"min_term_months": -1},
        {"anchor": "billing_day", "billing_unit": "week"},
    ],
    "cowork_contract_line_limits_range": [
        {"suspension_min_days": -1},
        {"suspension_max_days": 3651},
        {"suspension_year_days": 367},
    ],
    "cowork_contract_line_dates_sane": [
        {"date_start": date(1989, 12, 31)},
        {"date_end": date(2201, 1, 1)},
        {"billed_through": date(2201, 1, 1)},
    ],
    "cowork_contract_line_stop_order": [
        {"date_start": date(2027, 1, 3), "date_stop": date(2027, 1, 1)}
    ],
    "cowork_contract_price_step_line_date_uniq": {"twin": ("line_id", "date_start")},
    "cowork_contract_price_step_price_finite": [
        {"price_unit": v} for v in (-1, NAN, INF)
    ],
    "cowork_contract_price_step_date_sane": [{"date_start": date(1989, 12, 31)}],
    "cowork_contract_free_period_dates_order": [{"date_end": date(2000, 1, 1)}],
    "cowork_contract_free_period_dates_sane": [{"date_end": date(2201, 1, 1)}],
    "cowork_contract_free_period_no_overlap": {
        "twin": ("line_id", "date_start", "date_end")
    },
    "cowork_contract_extension_once_per_term": {"twin": ("contract_id", "date_end")},
    "cowork_kpi_code_uniq": {"twin": ("code",)},
    "cowork_kpi_freeze_range": [{"freeze_days": value} for value in (-1, 367)],
    "cowork_kpi_target_no_overlap": {
        "twin": ("kpi_id", "company_id", "location_id", "date_from", "date_to")
    },
    "cowork_kpi_target_dates_order": [{"date_to": date(2000, 1, 1)}],
    "cowork_kpi_target_dates_sane": [
        {"date_from": date(1989, 12, 31)},
        {"date_to": date(2201, 1, 1)},
    ],
    "cowork_kpi_target_numbers_finite": [
        {name: value} for name in ("target", "warning") for value in (NAN, INF)
    ],
    "cowork_kpi_value_once": {"twin": ("kpi_id", "location_id", "month")},
    "cowork_kpi_value_month_begins": [
        {"month": date(2027, 1, 2)},
        {"month": date(1989, 12, 1)},
    ],
    "cowork_kpi_value_numbers_finite": [
        {"numerator": NAN},
        {"numerator": INF},
        {"denominator": -1},
        {"denominator": NAN},
        {"value": NAN, "status": "reached"},
    ],
    "cowork_kpi_value_no_data_is_empty": [{"value": 1.0}, {"status": "reached"}],
    "cowork_contract_step_once_per_template": {
        "twin": ("contract_id", "template_id", "direction")
    },
    "cowork_contract_step_template_offset_sane": [
        {"offset_days": value} for value in (-251, 251)
    ],
    "cowork_contract_people_sane": [{"people_count": v} for v in (-1, 100001)],
    "cowork_location_follow_up_sane": [{"follow_up_months": v} for v in (-1, 121)],
    "cowork_visit_follow_up_once": {"twin": ("contract_id", "due_on")},
    "cowork_visit_ends_after_start": [
        {"stop": date(2000, 1, 1)},
        {"stop": date(2027, 1, 3)},
    ],
    "cowork_visit_duration_sane": [{"duration": v} for v in (0, -1, 24.5, NAN, INF)],
    "cowork_sla_policy_hours_range": [
        {name: value}
        for name in ("response_hours", "resolution_hours")
        for value in (-1, 10001, NAN, INF)
    ],
    "cowork_sla_policy_warning_range": [
        {"warn_percent": value} for value in (0, 100, NAN)
    ]
    + [{"warn_hours": value} for value in (0, NAN, INF)],
    "cowork_sla_policy_escalation_range": [
        {"escalation_levels": -1},
        {"escalation_levels": 11},
        {"escalation_hours": 0},
        {"escalation_hours": NAN},
    ],
    "cowork_care_occasion_day_sane": [{"month": 13}, {"day": 32}, {"month": -1}],
    "cowork_care_occasion_days_ahead_sane": [{"days_ahead": v} for v in (-1, 61)],
    "cowork_care_occasion_date_once_a_year": {"twin": ("occasion_id", "year")},
    "cowork_care_greeting_once_a_year": {"twin": ("partner_id", "occasion_id", "year")},
    "cowork_contract_step_template_cowork_chart_code_uniq": {
        "twin": ("cowork_chart_code", "company_id")
    },
    "cowork_job_grant_held_once": {"twin": ("user_id", "group_id")},
    "cowork_import_trace_record_uniq": None,
    "cowork_import_progress_import_uniq": None,
    "cowork_promotion_code_company_uniq": {"twin": ("code", "company_id")},
    "cowork_promotion_dates_order": [{"date_to": date(2000, 1, 1)}],
    "cowork_promotion_dates_sane": [{"date_to": date(2201, 1, 1)}],
    "cowork_promotion_uses_counted": [
        {"use_count": 2, "max_uses": 1},
        {"use_count": -1},
        {"max_uses": -1},
    ],
    "cowork_promotion_gives_something": [
        {"percent": 0},
        {"percent": 101},
        {"percent": NAN},
        {"months": -1},
        {"kind": "free_days", "free_days": 0},
        {"kind": "free_months", "free_months": 37},
    ],
    "cowork_contract_member_dates_order": [{"date_to": date(2000, 1, 1)}],
    "cowork_contract_member_dates_sane": [{"date_to": date(2201, 1, 1)}],
    "cowork_contract_member_no_overlap": {
        "twin": ("contract_id", "partner_id", "date_from", "date_to")
    },
    "cowork_contract_renewal_once_per_end": {"twin": ("contract_id", "date_end")},
    "cowork_contract_renewal_numbers_sane": [
        {"months": 0},
        {"months": 1201},
        {"increase": -100},
        {"increase": NAN},
    ],
    "cowork_contract_renewal_answer_in_time": [
        {"valid_until": date(1989, 12, 31)},
        {"valid_until": date(2200, 1, 1)},
    ],
    "cowork_contract_renewal_line_line_uniq": {"twin": ("renewal_id", "line_id")},
    "cowork_contract_renewal_line_price_finite": [
        {name: value}
        for name in ("price_unit", "price_before")
        for value in (-1, NAN, INF)
    ],
    "cowork_contract_proposal_days_sane": [
        {"renewal_proposal_days": -1},
        {"renewal_proposal_days": 731},
    ],
    "cowork_contract_document_acceptance_complete": [{"state": "accepted"}],
    "cowork_contract_document_one_in_force": {
        "twin": ("contract_id", "number"),
        "both": {"state": "sent"},
    },
    "cowork_contract_document_one_waiting": {
        "twin": ("contract_id", "kind"),
        "both": {"state": "sent"},
    },
    "cowork_contract_document_one_draft": {
        "twin": ("contract_id", "kind"),
        "both": {"state": "draft"},
    },
    "cowork_booking_series_hour_sane": [{"hour": v} for v in (-1, 24, NAN, INF)],
    "cowork_booking_series_minutes_sane": [{"minutes": v} for v in (0, -1, 44641)],
    "cowork_booking_series_people_sane": [
        {"attendee_count": v} for v in (0, -1, 100001)
    ],
    "cowork_booking_rate_belongs_to_one": [{"policy_id": None, "space_id": None}],
    "cowork_booking_rate_price_finite": [{"price": v} for v in (-1, NAN, INF)],
    "cowork_booking_rate_hours_sane": [
        {"hour_from": -1},
        {"hour_to": 25},
        {"hour_from": 9, "hour_to": 9},
        {"hour_from": NAN},
        {"hour_to": NAN},
    ],
    "cowork_booking_rate_some_day": [
        dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), False)
    ],
    "cowork_booking_policy_prices_finite": [
        {"half_day_hours": 0},
        {"half_day_hours": NAN},
        {"day_hours": 25},
        {"day_hours": NAN},
        {"day_cap": -1},
        {"day_cap": NAN},
        {"day_cap": INF},
    ],
    "cowork_contract_suspension_dates_order": [{"date_to": date(2000, 1, 1)}],
    "cowork_contract_suspension_dates_sane": [{"date_to": date(2201, 1, 1)}],
    "cowork_contract_suspension_no_overlap": {
        "twin": ("contract_id", "date_from", "date_to")
    },
}


@tagged("post_install", "-at_install")
class TestConstraints(CoworkCommon):
    """What the database guarantees, asked past the ORM."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        usage = cls.env.ref("cowork_members.usage_meeting_hours")
        cls.plan_hot.write(
            {
                "allowance_ids": [(0, 0, {"usage_type_id": usage.id})],
                "discount_ids": [(0, 0, {"min_months": 6, "discount": 5})],
            }
        )
        cls.hall.code = "HALL"
        for desk, ref in ((cls.desk_1, "A"), (cls.desk_2, "B")):
            contract = cls.make_contract(
                cls.plan_desk,
                desk,
                start="2027-01-01",
                external_ref=ref,
                member_ids=[(4, cls.person.id)],
            )
            line = contract.line_ids.id
            cls.env["cowork.contract.price.step"].create(
                {"line_id": line, "date_start": "2027-06-01", "price_unit": 1}
            )
            cls.env["cowork.contract.free.period"].create({"line_id": line, **DAYS})
            cls.env["cowork.contract.suspension"].create(
                {"contract_id": contract.id, "date_from": "2027-06-01"}
            )
            cls.env["cowork.contract.renewal"]._by_action().create(
                {
                    "contract_id": contract.id,
                    "date_end": "2027-12-31",
                    "valid_until": "2027-12-01",
                    "months": 12,
                    "line_ids": [(0, 0, {"line_id": line, "price_before": 1})],
                }
            )
        department = cls.env["hr.department"].create({"name": "T-Keys"})
        template = cls.env["cowork.contract.step.template"].create(
            [
                {
                    "name": "T-Key",
                    "department_id": department.id,
                    "cowork_chart_code": code,
                }
                for code in ("T-a", "T-b")
            ]
        )[0]
        groups = cls.env["res.groups"].search([], limit=2)
        cls.env["cowork.job.grant"]._by_action().create(
            [{"user_id": cls.env.uid, "group_id": group.id} for group in groups]
        )
        contracts = cls.env["cowork.contract"].search([], limit=2)
        cls.env["cowork.contract.step"]._by_action().create(
            [
                {
                    "contract_id": contract.id,
                    "template_id": template.id,
                    "name": "T-Key",
                    "deadline": "2027-01-01",
                }
                for contract in contracts
            ]
        )
        cls.env["cowork.visit"]._by_action().create(
            [
                {
                    "contract_id": contract.id,
                    "start": "2027-01-01 09:00:00",
                    "due_on": "2027-01-01",
                }
                for contract in contracts
            ]
        )
        cls.env["cowork.sla.policy"].create([{"name": "T-a"}, {"name": "T-b"}])
        policy = cls.env.ref("cowork_members.policy_meeting").id
        cls.env["cowork.booking.rate"].create(
            [{"policy_id": policy, "price": price} for price in (40, 50)]
        )
        occasion = cls.env.ref("cowork_members.care_birthday")
        cls.env["cowork.care.greeting"]._by_action().create(
            [
                {
                    "partner_id": cls.member.id,
                    "occasion_id": occasion.id,
                    "contract_id": contracts[0].id,
                    "date": DAYS["date_start"],
                    "year": year,
                }
                for year in (2101, 2102)
            ]
        )
        cls.env["cowork.contract.extension"]._by_action().create(
            [{"contract_id": contract.id, **DAYS_RENEWED} for contract in contracts]
        )
        kpi = cls.env.ref("cowork_members.kpi_retention").id
        cls.env["cowork.kpi.target"].search([]).unlink()
        cls.env["cowork.kpi.target"].create(
            [
                {"kpi_id": kpi, "location_id": location.id, "target": 90}
                for location in (cls.location, cls.location_2)
            ]
        )
        cls.env["cowork.kpi.value"]._by_action().create(
            [
                {"kpi_id": kpi, "location_id": location.id, "month": "2027-01-01"}
                for location in (cls.location, cls.location_2)
            ]
        )
        cls.env["cowork.promotion"].create(
            [{"name": c, "code": c, "percent": 10} for c in ("T-a", "T-b")]
        )
        cls.env["cowork.contract.document"]._by_action().create(
            [
                {
                    "name": kind,
                    "kind": kind,
                    "number": n,
                    "contract_id": contract.id,
                    "date": "2027-01-01",
                }
                for n, (kind, contract) in enumerate(
                    zip(("agreement", "addendum"), contracts, strict=True)
                )
            ]
        )
        cls.env["cowork.space.amenity"].create([{"name": "T-a"}, {"name": "T-b"}])
        floors = cls.floor | cls.make_space("Floor 2", "floor")
        cls.env["cowork.floor.plan"].create([{"space_id": f.id} for f in floors])
        cls.env["cowork.booking.series"].create(
            [
                {
                    "space_id": space.id,
                    "partner_id": cls.member.id,
                    "rule": "FREQ=WEEKLY;COUNT=2",
                    "first_day": "2027-01-01",
                    "hour": 9,
                    "minutes": 60,
                }
                for space in (cls.hall, cls.office)
            ]
        )
        cls.env["cowork.plan.allowance"].create(
            {"plan_id": cls.plan_desk.id, "usage_type_id": usage.id}
        )
        cls.env["cowork.plan.discount"].create(
            {"plan_id": cls.plan_desk.id, "min_months": 6, "discount": 5}
        )
        cls.env["cowork.usage.type"].create(
            [{"name": c, "code": c, "uom_id": usage.uom_id.id} for c in ("T-a", "T-b")]
        )
        cls._make_usage(usage, contracts)
        cls._make_bookings()
        cls._make_presences()
        cls._make_parcels()
        cls.env.flush_all()

    @classmethod
    def _make_bookings(cls):
        """Two rooms, booked at the same time."""
        cls.env["cowork.booking"].create(
            [
                {
                    "space_id": cls.make_space(name, "meeting_small", code=name).id,
                    "partner_id": cls.member.id,
                    "start": "2027-03-01 09:00:00",
                    "stop": "2027-03-01 10:00:00",
                    "is_exception": True,
                }
                for name in ("T-Room 1", "T-Room 2")
            ]
        )

    @classmethod
    def _make_parcels(cls):
        """Two letters that wait, and two rules."""
        cls.env["cowork.parcel"].create(
            [
                {"location_id": cls.location.id, "tracking_number": f"T-{number}"}
                for number in range(2)
            ]
        )
        contract = cls.env["cowork.contract"].search([], limit=1)
        cls.env["cowork.parcel.rule"].create(
            [
                {
                    "contract_id": contract.id,
                    "kind": kind,
                    "partner_id": cls.member.id,
                }
                for kind in ("letter", "parcel")
            ]
        )

    @classmethod
    def _make_presences(cls):
        """Two people who are in the same building, two visitors and their rules."""
        cls.env["cowork.visitor"].create(
            [{"name": name, "location_id": cls.location.id} for name in ("Ana", "Bo")]
        )
        cls.env["cowork.visitor.rules"].create(
            [
                {"location_id": location.id, "body": "<p>No dogs.</p>"}
                # The last two differ in their version.
                for location in (cls.location_2, cls.location, cls.location_2)
            ]
        )
        cls.env["cowork.presence"]._enter(
            [
                {"location_id": cls.location.id, "partner_id": partner.id}
                for partner in (cls.member, cls.person)
            ]
        )

    @classmethod
    def _make_usage(cls, usage_type, contracts):
        """Two rows of everything of the ledger; the last lines of it are reversals."""
        line = contracts[0].line_ids[0]
        cls.env["cowork.contract.line.allowance"].create(
            [
                {"line_id": line.id, "usage_type_id": usage_type.id, "period": period}
                for period in ("day", "week")
            ]
        )
        contract = cls.make_contract(start="2027-01-01", state="signed")
        contract.line_ids.allowance_ids.unlink()
        cls.env["cowork.pack"].create(
            [
                {
                    "partner_id": contract.partner_id.id,
                    "usage_type_id": usage_type.id,
                    "quantity": 1,
                    "date_from": "2027-01-01",
                    "company_id": cls.company.id,
                }
                for _number in range(2)
            ]
        )
        usages = cls.env["cowork.usage"]._record(
            [
                {
                    "key": f"t-{number}",
                    "contract_id": contract.id,
                    "usage_type_id": usage_type.id,
                    "date": "2027-01-02",
                    "quantity": 1,
                }
                for number in range(2)
            ]
        )
        usages._rate()
        usages._reverse("Wrong member")
        meeting = cls.env["cowork.booking"].create(
            {
                "space_id": cls.make_space("Room", "meeting_small", capacity=4).id,
                "partner_id": cls.member.id,
                "start": "2027-02-01 01:00:00",
                "stop": "2027-02-01 02:00:00",
                "is_exception": True,
            }
        )
        cls.env["cowork.access.point"].create(
            [
                {"name": name, "code": name, "location_id": cls.location.id}
                for name in ("T-In", "T-Out")
            ]
        )
        cls.env["cowork.access.credential"]._by_action().create(
            [
                {
                    "kind": "pin",
                    "number": f"104{number}",
                    "partner_id": cls.member.id,
                    "location_id": cls.location.id,
                    "secret_hash": f"t-constraints-{number}",
                }
                for number in range(2)
            ]
        )
        cls.env["cowork.access.event"]._by_action().create(
            [
                {
                    "location_id": cls.location.id,
                    "at": "2027-01-10 11:00:00",
                    "reason": "unknown",
                }
            ]
            * 2
        )
        cls.env["cowork.booking.guest"]._by_action().create(
            [
                {"booking_id": meeting.id, "email": f"{name}@guest.example.com"}
                for name in ("ana", "bob")
            ]
        )

    def _declared(self):
        """:returns: pairs of model and constraint or unique index of this addon"""
        for model in self.env.registry.values():
            if not model._name.startswith("cowork.") or model._abstract:
                continue
            if model._original_module != "cowork_members":
                continue
            for table_object in model._table_objects.values():
                if isinstance(table_object, (models.Constraint, models.UniqueIndex)):
                    yield model, table_object

    def _declared_names(self):
        return {
            table_object.full_name(self.env[model._name])
            for model, table_object in self._declared()
            if table_object._module == "cowork_members"
        }

    def test_every_constraint_has_a_violation(self):
        self.assertEqual(self._declared_names(), set(VIOLATIONS))

    def test_every_constraint_exists_in_the_database(self):
        found = self.env.execute_query(
            SQL(
                "SELECT conname FROM pg_constraint WHERE conname = ANY(%(names)s)"
                " AND convalidated UNION SELECT indexname FROM pg_indexes"
                " WHERE indexname = ANY(%(names)s)",
                names=list(VIOLATIONS),
            )
        )
        self.assertEqual({name for (name,) in found}, set(VIOLATIONS))

    def test_every_constraint_refuses_its_violation(self):
        tables = {name: model._table for model, name in self._pairs()}
        for name, violation in VIOLATIONS.items():
            if violation is None:
                # Tried by the tests of the import, and of who is in the building.
                continue
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM %s ORDER BY id DESC LIMIT 2",
                    SQL.identifier(tables[name]),
                )
            )
            self.assertEqual(len(rows), 2, f"{name}: two rows to try with")
            (row,), (twin,) = rows
            if isinstance(violation, dict):
                for record in (row, twin):
                    if both := violation.get("both"):
                        self.env.cr.execute(self._change(tables[name], record, both))
                twin_key = self._twin(tables[name], row, twin, violation)
                self._assert_refused(name, twin_key)
                continue
            for values in violation:
                self._assert_refused(name, self._change(tables[name], row, values))

    def _pairs(self):
        for model, table_object in self._declared():
            yield model, table_object.full_name(self.env[model._name])

    def _change(self, table, row, values):
        assignments = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in values.items()
        )
        return SQL(
            "UPDATE %s SET %s WHERE id = %s", SQL.identifier(table), assignments, row
        )

    def _twin(self, table, row, twin, violation):
        """:returns: statement that gives ``row`` the key of ``twin``"""
        return SQL(
            "UPDATE %(table)s SET %(names)s FROM %(table)s twin"
            " WHERE %(table)s.id = %(row)s AND twin.id = %(twin)s",
            table=SQL.identifier(table),
            names=SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), SQL.identifier("twin", name))
                for name in violation["twin"]
            ),
            row=row,
            twin=twin,
        )

    def _assert_refused(self, name, statement):
        with self.subTest(name):
            with self.assertRejected() as caught:
                self.env.cr.execute(statement)
            self.assertEqual(caught.exception.diag.constraint_name, name)
