"""Two departments, their people and a check-list for moving in and out."""

from .common import CoworkCommon


class ChecklistCommon(CoworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member.write({"email": "office@quiet.example.com", "city": "Shanghai"})
        calendar = cls.env["resource.calendar"].create(
            {"name": "Riverside", "tz": "Asia/Shanghai"}
        )
        cls.location.resource_calendar_id = calendar
        cls.keys, cls.desks = cls.env["hr.department"].create(
            [{"name": "Keys"}, {"name": "Desks"}]
        )
        cls.ann = cls.make_clerk("t_ann", cls.keys, [cls.location])
        cls.bob = cls.make_clerk("t_bob", cls.keys, [cls.location])
        cls.far = cls.make_clerk("t_far", cls.keys, [cls.location_2])
        cls.cleo = cls.make_clerk("t_cleo", cls.desks, [])
        cls.desks.manager_id = cls.cleo.employee_ids
        cls.step_key = cls.make_template("Key and badge", cls.keys, -1)
        cls.step_desk = cls.make_template("Clean the desk", cls.desks, -3)
        cls.step_hello = cls.make_template("Say hello", cls.keys, 2, blocking=False)
        cls.step_office = cls.make_template(
            "Paint the door", cls.desks, 0, kind_ids=cls.kinds["office"].ids
        )
        cls.step_back = cls.make_template("Collect the key", cls.keys, 0, "out")
        cls.step_look = cls.make_template("Inspection", cls.desks, -1, "out")

    @classmethod
    def make_clerk(cls, login, department, locations):
        """:returns: ``res.users`` whose employee belongs to ``department``"""
        user = cls.make_user(login, "base.group_user")
        employee = cls.env["hr.employee"].create(
            {"name": login, "user_id": user.id, "department_id": department.id}
        )
        for location in locations:
            location.employee_ids += employee
        return user

    @classmethod
    def make_template(cls, name, department, offset, direction="in", **vals):
        """:returns: a new ``cowork.contract.step.template``"""
        return cls.env["cowork.contract.step.template"].create(
            {
                "name": name,
                "department_id": department.id,
                "offset_days": offset,
                "direction": direction,
                "company_id": cls.company.id,
                **vals,
            }
        )

    def step(self, contract, template):
        """:returns: the step of ``contract`` made from ``template``"""
        return contract.step_ids.filtered(lambda step: step.template_id == template)
