"""A calendar with a holiday, an organisation chart and a policy for enquiries."""

from odoo import Command

from .common import CoworkCommon


class SlaCommon(CoworkCommon):
    """Riverside works Monday to Friday from 9 to 17, in Shanghai."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cowork.sla.policy"].search([]).action_archive()
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Nine to five",
                "tz": "Asia/Shanghai",
                "company_id": cls.company.id,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": day,
                                "dayofweek": str(number),
                                "hour_from": 9,
                                "hour_to": 17,
                                "day_period": "full_day",
                            }
                        )
                        for number, day in enumerate(("Mo", "Tu", "We", "Th", "Fr"))
                    ),
                ],
            }
        )
        (cls.location | cls.location_2).resource_calendar_id = cls.calendar
        cls.director = cls.make_person("t_director")
        cls.head = cls.make_person("t_head", parent_id=cls.director.id)
        cls.owner = cls.make_person("t_owner", parent_id=cls.head.id)
        cls.policy = cls.make_policy("Enquiries")
        cls.cron = cls.env.ref("cowork_members.cron_check_deadlines")

    @classmethod
    def make_person(cls, login, **vals):
        """:returns: a new ``hr.employee`` with a user"""
        user = cls.make_user(login, "cowork_members.group_user", [cls.location])
        user.employee_ids.write(vals)
        return user.employee_ids

    @classmethod
    def make_policy(cls, name, **vals):
        """:returns: a new ``cowork.sla.policy``: 4 hours to answer, 16 to decide"""
        return cls.env["cowork.sla.policy"].create(
            {
                "name": name,
                "model": "cowork.contract",
                "response_hours": 4,
                "resolution_hours": 16,
                "warn_percent": 75,
                "escalation_levels": 2,
                "escalation_hours": 2,
                "company_id": cls.company.id,
                **vals,
            }
        )

    def make_enquiry(self, **vals):
        """:returns: a new enquiry of the owner, at the frozen moment"""
        return self.make_contract(
            state="draft", user_id=self.owner.user_id.id, start="2027-03-01", **vals
        )

    def run_cron(self):
        """Let the scheduled action look at everything."""
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def todos(self, record, employee=None):
        """:returns: the to-dos about deadlines of ``record``, of one employee"""
        kind = self.env.ref("cowork_members.mail_activity_type_sla")
        todos = record.activity_ids.filtered(lambda a: a.activity_type_id == kind)
        if employee:
            todos = todos.filtered(lambda a: a.user_id == employee.user_id)
        return todos

    def notes(self, record):
        """:returns: all that stands in the chatter of ``record``"""
        return "\n".join(str(body) for body in record.message_ids.mapped("body"))
