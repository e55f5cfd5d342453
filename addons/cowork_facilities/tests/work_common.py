from odoo.addons.cowork_members.tests.kpi_common import KpiCommon


class WorkFiguresMixin:
    """Work orders of the past, with the moments they had; use ``_setup_work()``."""

    @classmethod
    def _setup_work(cls):
        cls.env["cowork.sla.policy"].search(
            [("model", "=", "maintenance.request")]
        ).action_archive()
        cls.stage_open, cls.stage_done = cls.env["maintenance.stage"].create(
            [
                {"name": "Underway", "sequence": 500},
                {"name": "Finished", "sequence": 501, "done": True},
            ]
        )
        cls.team = cls.env["maintenance.team"].create(
            {"name": "Fitters", "company_id": cls.company.id}
        )
        cls.water = cls.env["cowork.work.category"].create(
            {"name": "Pipes", "code": "t-pipes"}
        )
        cls.pump = cls.env["maintenance.equipment"].create(
            {"name": "Pump", "space_id": cls.office.id, "company_id": cls.company.id}
        )

    @classmethod
    def make_order(cls, reported, answered=None, done=None, **vals):
        """:param reported: moment, in UTC; so are ``answered`` and ``done``
        :returns: a corrective order at an office of the first location"""
        stage = cls.stage_done if done else cls.stage_open
        if "equipment_id" not in vals:
            vals.setdefault("space_id", cls.office.id)
        return cls.env["maintenance.request"]._record_past(
            [
                {
                    "name": "Leak",
                    "company_id": cls.company.id,
                    "maintenance_team_id": cls.team.id,
                    "reported_at": reported,
                    "answered_at": answered,
                    "closed_at": done,
                    "stage_id": stage.id,
                    **vals,
                }
            ]
        )

    @classmethod
    def add_labour(cls, order, day, hours, cost=0):
        """:returns: hours of a technician on an order, at a cost per hour"""
        return cls.env["cowork.work.labour"].create(
            {
                "request_id": order.id,
                "employee_id": cls.fitter.id,
                "date": day,
                "hours": hours,
                "hourly_cost": cost,
            }
        )


class WorkFiguresCommon(WorkFiguresMixin, KpiCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_work()
        cls.fitter = cls.env["hr.employee"].create(
            {"name": "Fitter", "company_id": cls.company.id}
        )
