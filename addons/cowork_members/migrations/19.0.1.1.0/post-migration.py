"""What contracts need that were made before this version.

Until then lines did not keep what their plan includes, contracts did not keep who was
in them from when on, nor the day they were signed, and nothing was booked. Every step
looks for what is missing, so that running it again changes nothing.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, split_every

BATCH = 1000
# What was the only possible amount before usage types had one.
FORMER_STEP = 1.0
MEETING_STEP = 0.25
POLICIES = {
    "policy_meeting": (
        "kind_meeting_small",
        "kind_meeting_medium",
        "kind_meeting_large",
    ),
    "policy_event": ("kind_event",),
    "policy_booth": ("kind_phone_booth", "kind_nursing_room"),
    "policy_desk": ("kind_hot_desk",),
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    fill_allowances(env)
    fill_people(env)
    fill_signatures(env)
    refine_meeting_hours(env)
    mark_viewing_stage(env)
    open_for_booking(env)


def fill_allowances(env):
    """Lines include what their plan includes, as if they were signed today."""
    lines = env["cowork.contract.line"].search(
        [
            ("contract_id.state", "!=", "ended"),
            ("plan_id.allowance_ids", "!=", False),
            ("allowance_ids", "=", False),
        ],
        order="id",
    )
    for ids in split_every(BATCH, lines.ids):
        lines.browse(ids)._copy_allowances()
        env.flush_all()
        env.invalidate_all()


def fill_people(env):
    """Who is named has been in the contract from its first day: nothing else is known.

    Contracts without a history would lose their people when it is followed next.
    """
    env.flush_all()
    # Past the ORM: notes in thousands of conversations would say nothing new, and
    # limits hold for who joins now.
    env.cr.execute(
        SQL(
            """
            INSERT INTO cowork_contract_member
                        (contract_id, company_id, partner_id, date_from,
                         create_uid, create_date, write_uid, write_date)
                 SELECT contract.id, contract.company_id, named.partner_id,
                        contract.date_start, %(uid)s, %(now)s, %(uid)s, %(now)s
                   FROM cowork_contract_member_rel named
                   JOIN cowork_contract contract ON contract.id = named.contract_id
                  WHERE NOT EXISTS (SELECT FROM cowork_contract_member known
                                     WHERE known.contract_id = contract.id)
            """,
            uid=env.uid,
            now=env.cr.now(),
        )
    )
    env.invalidate_all()


def fill_signatures(env):
    """The day of the signature is the location's day on which the card was moved."""
    env.flush_all()
    # Past the ORM: one statement for any number of contracts; nothing follows from it.
    env.cr.execute(
        SQL(
            """
            UPDATE cowork_contract contract
               SET date_signed = moved.day
              FROM (
                    SELECT message.res_id,
                           (MIN(value.create_date) AT TIME ZONE 'UTC'
                            AT TIME ZONE COALESCE(MIN(location.tz), 'UTC'))::date AS day
                      FROM mail_tracking_value value
                      JOIN ir_model_fields field
                        ON field.id = value.field_id
                       AND field.model = 'cowork.contract'
                       AND field.name = 'stage_id'
                      JOIN mail_message message
                        ON message.id = value.mail_message_id
                       AND message.model = 'cowork.contract'
                      JOIN cowork_contract_stage stage
                        ON stage.id = value.new_value_integer
                       AND stage.state IN ('signed', 'active')
                      JOIN cowork_contract known ON known.id = message.res_id
                      JOIN cowork_location location ON location.id = known.location_id
                     GROUP BY message.res_id
                   ) moved
             WHERE moved.res_id = contract.id
               AND contract.date_signed IS NULL
               AND contract.state IN ('signed', 'active', 'suspended', 'ended')
            """
        )
    )
    env.invalidate_all()


def refine_meeting_hours(env):
    """Meeting hours are counted in quarters, where nobody chose something else."""
    hours = env.ref("cowork_members.usage_meeting_hours", raise_if_not_found=False)
    hour = env.ref("uom.product_uom_hour", raise_if_not_found=False)
    if hours and hours.uom_id == hour and hours.step == FORMER_STEP:
        hours.step = MEETING_STEP


def mark_viewing_stage(env):
    """Planned viewings move cards to the stage of viewings."""
    stage = env.ref("cowork_members.stage_viewing", raise_if_not_found=False)
    if stage and stage.state == "draft" and not stage._get_viewing():
        stage.for_viewing = True


def open_for_booking(env):
    """Kinds of spaces are booked by the policies that new databases give them."""
    kinds = env["cowork.space.kind"].search([])
    if kinds.booking_policy_id - env.ref("cowork_members.policy_meeting"):
        # Somebody has decided already.
        return
    for name, kind_names in POLICIES.items():
        policy = env.ref(f"cowork_members.{name}", raise_if_not_found=False)
        for kind_name in kind_names if policy else ():
            kind = env.ref(f"cowork_members.{kind_name}", raise_if_not_found=False)
            if kind:
                kind.booking_policy_id = policy
