from odoo import models

from ..engine.line_of_command import line_of_command


class CoworkSlaMixin(models.AbstractModel):
    """Whom a late record is taken to: up the organisation chart, a level at a time."""

    _inherit = "cowork.sla.mixin"

    def _sla_get_users(self):
        """:returns: dict from each record to the ``res.users`` it belongs to: its own,
        otherwise the site manager's; maybe empty"""
        name = self._sla_user_field
        users = {}
        for record in self:
            user = record[name] if name else self.env["res.users"]
            if not user.active or user.share:
                user = record._sla_get_location().manager_id.user_id
            users[record] = user
        return users

    def _sla_get_lines(self):
        """:returns: dict from each record to the list of employees above its owner who
        have a user, nearest first. Without an owner the site manager is the first."""
        name = self._sla_user_field
        owners = self[name] if name else self.env["res.users"]
        people = self._sla_get_employees(owners)
        managers = self.env["hr.employee"].union(
            *(record._sla_get_location().manager_id for record in self)
        )
        self._sla_load_chart(managers.union(*people.values()))
        lines, found = {}, {}
        for record in self:
            owner = people.get(record[name]) if name else None
            manager = record._sla_get_location().manager_id
            start = owner or manager
            if start and start not in found:
                found[start] = self._sla_get_line(start)
            line = found.get(start, [])
            if not owner and manager._sla_has_user():
                line = [manager, *line]
            elif owner and not line and manager != owner and manager._sla_has_user():
                # Nobody drew who is above them: the site manager answers for the site.
                line = [manager]
            lines[record] = line
        return lines

    def _sla_get_employees(self, users):
        """:returns: dict from each user to their employee"""
        employees = self.env["hr.employee"].search(
            [("user_id", "in", users.ids)], order="id"
        )
        people = {}
        for employee in employees:
            known = people.get(employee.user_id)
            if not known or employee.company_id == employee.user_id.company_id:
                people[employee.user_id] = employee
        return people

    def _sla_load_chart(self, employees):
        """Read everybody above these employees, a query or two per level."""
        known = self.env["hr.employee"]
        while frontier := employees - known:
            known |= frontier
            departments = frontier.department_id
            above = departments.browse()
            while departments := departments - above:
                above |= departments
                departments = departments.parent_id
            employees = frontier.parent_id | above.manager_id

    def _sla_get_line(self, employee):
        """:returns: list of the employees above one who can be told"""

        def get_heads(person):
            department, heads, seen = person.department_id, [], set()
            while department and department not in seen:
                seen.add(department)
                heads.append(department.manager_id)
                department = department.parent_id
            return heads

        line = line_of_command(employee, lambda person: person.parent_id, get_heads)
        return [person for person in line if person._sla_has_user()]

    def _sla_escalate(self):
        """Take each record to the next level, and note it."""
        if not self:
            return
        lines = self._sla_get_lines()
        steps, bodies, levels, ended = [], {}, {}, []
        for record in self:
            level = record.escalation_level + 1
            line = lines[record]
            if level > record.sla_policy_id.escalation_levels or level > len(line):
                ended.append(record.id)
                continue
            person = line[level - 1]
            steps.append((record, person.user_id, record._sla_get_summary(level)))
            bodies[record.id] = self.env._(
                "Escalated to %(person)s (level %(level)s).",
                person=person.name,
                level=level,
            )
            levels.setdefault(level, []).append(record.id)
        for level, ids in levels.items():
            self.browse(ids)._sla_write({"escalation_level": level})
        self.browse(ended)._sla_end_escalation()
        self._sla_make_activities(steps)
        self._sla_note(bodies)

    def _sla_end_escalation(self):
        """Nobody is left to tell: only what is still to come is looked at again."""
        self.filtered("sla_escalate_at")._sla_write({"sla_escalate_at": False})
        pending = {"running", "warning"}
        self.filtered(
            lambda r: not pending & {r[f"{target}_status"] for target in r._sla_done_at}
        )._sla_write({"sla_next_check": False})

    def _sla_get_summary(self, level):
        """:returns: what one late record is called in the to-do list of a superior"""
        late = next(
            (
                target
                for target, done_at in self._sla_done_at.items()
                if self[f"{target}_status"] == "missed" and not self[done_at]
            ),
            "resolution",
        )
        said = self._sla_get_words()[late]["late"]
        return said % {"level": level, "moment": self._sla_describe(late)}
