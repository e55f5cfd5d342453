from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .organisation_common import OrganisationCommon


@tagged("post_install", "-at_install")
class TestJobGrants(OrganisationCommon):
    """Whoever has the job has its permissions, and nobody else because of it."""

    def test_permission_comes_and_goes_with_the_job(self):
        self.assertHas(self.ana)
        self.employee.with_user(self.officer).job_id = self.job_desk
        self.assertHas(self.ana, self.front_desk_group)
        self.employee.with_user(self.officer).job_id = self.job_community
        self.assertHas(self.ana, self.user_group)
        self.employee.with_user(self.officer).job_id = False
        self.assertHas(self.ana)

    def test_new_employee_gets_what_the_job_grants(self):
        bob = self.make_login("t_bob")
        self.make_employee("Bob", bob, self.job_desk)
        self.assertHas(bob, self.front_desk_group)

    def test_everything_is_logged(self):
        self.employee.with_user(self.officer).job_id = self.job_desk
        grant = self.grants(self.ana)
        self.assertEqual(grant.group_id, self.front_desk_group)
        self.assertEqual(grant.reason, "Ana: T Receptionist")
        self.assertEqual(grant.given_by, self.officer)
        self.assertEqual(grant.company_id, self.company)
        self.employee.with_user(self.officer).job_id = False
        self.assertEqual(grant.withdrawn_by, self.officer)
        self.assertEqual(grant.withdrawn_why, "job")
        self.assertFalse(self.grants(self.ana))
        notes = " ".join(self.employee.message_ids.mapped("body"))
        self.assertIn("Permission given by the job T Receptionist", notes)
        self.assertIn("Permission withdrawn", notes)

    def test_it_ends_with_the_employee(self):
        ways = {
            "archived": lambda e: e.write({"active": False}),
            "archived with its button": lambda e: e.action_archive(),
            "archived on the resource": lambda e: e.resource_id.write(
                {"active": False}
            ),
            "loses the user": lambda e: e.write({"user_id": False}),
            "loses the user on the resource": lambda e: e.resource_id.write(
                {"user_id": False}
            ),
            "deleted": lambda e: e.unlink(),
            "the user's company closed": lambda e: e.user_id.write(
                {
                    "company_ids": [Command.set(self.other.ids)],
                    "company_id": self.other.id,
                }
            ),
        }
        self.other = self.env["res.company"].create({"name": "T Other"})
        for index, (name, way) in enumerate(ways.items()):
            user = self.make_login(f"t_way_{index}")
            employee = self.make_employee(name, user, self.job_desk)
            self.assertHas(user, self.front_desk_group)
            way(employee)
            with self.subTest(name):
                self.assertHas(user)
                self.assertTrue(self.grants(user, False).withdrawn_on)

    def test_it_moves_with_the_user(self):
        self.employee.job_id = self.job_desk
        bob = self.make_login("t_bob")
        self.employee.user_id = bob
        self.assertHas(self.ana)
        self.assertHas(bob, self.front_desk_group)

    def test_it_ends_with_the_job(self):
        for end in (
            lambda job: job.action_archive(),
            lambda job: job.unlink(),
            lambda job: job.write({"cowork_group_ids": [Command.clear()]}),
        ):
            job = self.make_job("T Ending", self.user_group)
            self.employee.job_id = job
            self.assertHas(self.ana, self.user_group)
            end(job)
            self.assertHas(self.ana)

    def test_changing_what_a_job_grants_changes_what_its_holders_have(self):
        self.employee.job_id = self.job_desk
        self.job_desk.with_user(self.officer).cowork_group_ids = self.user_group
        self.assertHas(self.ana, self.user_group)
        closed = self.grants(self.ana, False)
        self.assertEqual(closed.withdrawn_why, "rule")

    def test_what_was_given_by_hand_stays(self):
        self.ana.group_ids += self.user_group
        self.employee.job_id = self.job_community
        self.assertTrue(self.grants(self.ana).held_before)
        self.employee.job_id = self.job_desk
        self.assertHas(self.ana, self.user_group, self.front_desk_group)
        self.employee.job_id = False
        self.assertHas(self.ana, self.user_group)

    def test_a_lower_role_by_job_does_not_touch_a_higher_one_by_hand(self):
        self.ana.group_ids += self.manager_group
        self.employee.job_id = self.job_desk
        self.employee.job_id = False
        self.assertHas(self.ana, self.manager_group)
        self.assertTrue(self.ana.has_group("cowork_members.group_front_desk"))

    def test_what_was_taken_away_by_hand_stays_away(self):
        self.employee.job_id = self.job_community
        self.ana.with_user(self.admin).write(
            {"group_ids": [Command.unlink(self.user_group.id)]}
        )
        grant = self.grants(self.ana, False)
        self.assertEqual(grant.withdrawn_why, "hand")
        self.assertEqual(grant.withdrawn_by, self.admin)
        self.env["cowork.job.grant"]._sync()
        self.assertHas(self.ana)
        with self.assertRefused(AccessError, "Only an administrator"):
            grant.with_user(self.officer).action_give_again()
        grant.with_user(self.admin).action_give_again()
        self.assertHas(self.ana, self.user_group)
        # Another job is another reason.
        self.user_group.with_user(self.admin).user_ids -= self.ana
        self.employee.job_id = self.make_job("T Other", self.user_group)
        self.assertHas(self.ana, self.user_group)

    def test_two_posts_of_a_user_grant_until_the_last_ends(self):
        other = self.env["res.company"].create({"name": "T Other"})
        self.ana.company_ids += other
        job = self.make_job("T Abroad", self.user_group, company_id=other.id)
        abroad = self.make_employee("Ana abroad", self.ana, job, company_id=other.id)
        self.employee.job_id = self.job_community
        self.assertEqual(self.grants(self.ana).employee_id, abroad)
        abroad.job_id = False
        self.assertHas(self.ana, self.user_group)
        self.assertEqual(self.grants(self.ana).employee_id, self.employee)
        self.employee.job_id = False
        self.assertHas(self.ana)

    def test_a_user_of_the_portal_gets_nothing(self):
        portal = self.make_login("t_portal", "base.group_portal")
        self.make_employee("Outside", portal, self.job_desk)
        self.assertHas(portal)
        portal.group_ids = self.env.ref("base.group_user")
        self.assertHas(portal, self.front_desk_group)

    # Versions ----------------------------------------------------

    def test_a_job_that_begins_later_grants_on_its_day(self):
        with freeze_time("2027-03-30 12:00:00"):
            self.employee.create_version({"date_version": "2027-03-30"})
            self.employee.job_id = self.job_desk
            later = self.employee.create_version({"date_version": "2027-04-01"})
            later.job_id = self.job_community
            self.assertHas(self.ana, self.front_desk_group)
            self._run_cron()
            self.assertHas(self.ana, self.front_desk_group)
        with freeze_time("2027-04-01 12:00:00"):
            for _again in range(2):
                self._run_cron()
                self.assertHas(self.ana, self.user_group)
            self.assertEqual(len(self.grants(self.ana)), 1)

    def test_writing_a_version_the_form_shows_counts_on_its_day_only(self):
        with freeze_time("2027-03-30 12:00:00"):
            now = self.employee.create_version({"date_version": "2027-03-30"})
            later = self.employee.create_version({"date_version": "2027-04-01"})
            shown = self.employee.with_context(version_id=later.id)
            shown.with_user(self.officer).job_id = self.job_community
            self.assertHas(self.ana)
            # The version is drawn forward: it begins today.
            now.active = False
            self.env.flush_all()
            later.date_version = "2027-03-30"
            self.assertHas(self.ana, self.user_group)
            later.unlink()
            self.assertHas(self.ana)

    def test_the_daily_job_repairs_and_repeats(self):
        people = [self.make_login(f"t_many_{n}") for n in range(3)]
        for user in people:
            self.make_employee(user.login, user, self.job_desk)
        # As a restored backup might leave it.
        grants = self.env["cowork.job.grant"].search([])
        grants._by_action().unlink()
        self.employee.job_id = self.job_desk
        self._run_cron(limit=2)
        first = self.env["cowork.job.grant"].search([])
        self.assertEqual(len(first), 4)
        self._run_cron(limit=2)
        self.assertEqual(self.env["cowork.job.grant"].search([]), first)

    def test_one_user_who_cannot_get_it_does_not_stop_the_others(self):
        bob = self.make_login("t_bob")
        self.make_employee("Bob", bob, self.job_desk)
        self.employee.job_id = self.job_desk
        self.grants(self.ana)._by_action().unlink()
        self.grants(bob)._by_action().unlink()
        (self.ana | bob).with_context(
            cowork_state_change=self.env["cowork.job.grant"]
            ._by_action()
            .env.context["cowork_state_change"]
        ).write({"group_ids": [Command.unlink(self.front_desk_group.id)]})
        users = type(self.env["res.users"])
        original, error = users.write, ValidationError("No room for Bob")

        def write(records, vals):
            if bob in records:
                raise error
            return original(records, vals)

        self.patch(users, "write", write)
        self._run_cron()
        self.assertHas(self.ana, self.front_desk_group)
        self.assertHas(bob)
        notes = " ".join(bob.employee_ids.message_ids.mapped("body"))
        self.assertIn("No room for Bob", notes)

    def _run_cron(self, limit=200):
        with self.enter_registry_test_mode():
            cron = self.env.ref("cowork_members.cron_follow_jobs")
            cron.code = f"model._cron_follow_jobs(limit={limit})"
            cron.method_direct_trigger()
        self.env.invalidate_all()

    # Never more than allowed ----------------------------------------------------

    def test_jobs_name_only_what_the_administrator_allowed(self):
        job = self.job_desk.with_user(self.officer)
        self.manager_group.with_user(self.admin).cowork_grantable = False
        for group in (self.manager_group, self.env.ref("base.group_system")):
            with self.assertRefused(ValidationError, "an administrator has to allow"):
                job.cowork_group_ids = [Command.link(group.id)]
            with self.assertRefused(ValidationError, "an administrator has to allow"):
                job.create({"name": "T Boss", "cowork_group_ids": group.ids})
            with (
                self.assertRefused(ValidationError, "an administrator has to allow"),
                self.as_request_of(self.officer),
            ):
                self.env["hr.department"].with_user(self.officer).create(
                    {
                        "name": "T Bosses",
                        "jobs_ids": [
                            Command.create(
                                {"name": "T Boss", "cowork_group_ids": group.ids}
                            )
                        ],
                    }
                )
        self.assertEqual(job.cowork_group_ids, self.front_desk_group)

    def test_the_list_of_what_may_be_granted_is_the_administrators(self):
        group = self.env["res.groups"].create({"name": "T Group"})
        for user in (self.officer, self.make_login("t_m", self._xmlid("manager"))):
            with self.assertRaises(AccessError):
                group.with_user(user).cowork_grantable = True
        group.with_user(self.admin).cowork_grantable = True

    def _xmlid(self, role):
        return f"cowork_members.group_{role}"

    def test_settings_and_kinds_of_users_are_never_granted(self):
        above = self.env["res.groups"].create(
            {
                "name": "T Above",
                "implied_ids": [Command.link(self.env.ref("base.group_system").id)],
            }
        )
        refs = ("group_system", "group_erp_manager", "group_user", "group_portal")
        for group in (above, *(self.env.ref(f"base.{ref}") for ref in refs)):
            with self.assertRefused(ValidationError, "cannot be given with a job"):
                group.with_user(self.admin).cowork_grantable = True

    def test_a_group_that_comes_to_include_settings_is_withdrawn(self):
        group = self.env["res.groups"].create(
            {"name": "T Group", "cowork_grantable": True}
        )
        self.employee.job_id = self.make_job("T Job", group)
        self.assertIn(group, self.ana.group_ids)
        group.implied_ids = self.env.ref("base.group_erp_manager")
        self.assertNotIn(group, self.ana.group_ids)
        self.assertIn("T Group", self.employee.job_id.cowork_refused_groups)

    def test_what_is_no_longer_allowed_is_withdrawn_at_once(self):
        self.employee.job_id = self.job_community
        self.user_group.with_user(self.admin).cowork_grantable = False
        self.assertHas(self.ana)
        self.assertEqual(self.grants(self.ana, False).withdrawn_why, "rule")
        self.user_group.with_user(self.admin).cowork_grantable = True
        self.assertHas(self.ana, self.user_group)

    def test_nobody_writes_the_log(self):
        self.employee.job_id = self.job_desk
        grant = self.grants(self.ana)
        for user in (self.officer, self.admin, self.env.ref("base.user_admin")):
            log = grant.with_user(user)
            self.assertTrue(log.has_access("read"), user.login)
            for operation in ("create", "write", "unlink"):
                self.assertFalse(log.has_access(operation), user.login)
            with (
                self.assertRaises(AccessError),
                self.as_request_of(user),
            ):
                self.employee.with_user(user).write(
                    {"cowork_grant_ids": [Command.update(grant.id, {"reason": "x"})]}
                )
        with self.assertRefused(AccessError, "is kept by the system"):
            grant.write({"held_before": True})
        with self.assertRaises(AccessError):
            grant.with_user(self.ana).read(["group_id"])

    def test_companies_do_not_see_each_others_log(self):
        self.employee.job_id = self.job_desk
        other = self.env["res.company"].create({"name": "T Other"})
        officer = self.make_login("t_far", "hr.group_hr_user", company_id=other.id)
        self.assertFalse(self.grants(self.ana).with_user(officer).has_access("read"))

    # Scale ----------------------------------------------------

    def test_queries_do_not_grow_with_the_holders(self):
        def make(count, prefix):
            users = [self.make_login(f"t_{prefix}_{n}") for n in range(count)]
            for user in users:
                self.make_employee(user.login, user, job)
            self.env.flush_all()
            self.env.invalidate_all()

        counts = []
        for size in (2, 7):
            job = self.make_job(f"T Scale {size}")
            make(size, size)
            before = self.env.cr.sql_log_count
            job.cowork_group_ids = self.user_group
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
