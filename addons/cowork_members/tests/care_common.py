"""Live members with birthdays, and occasions that are switched on."""

from .common import CoworkCommon


class CareCommon(CoworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Demo members would be greeted as well.
        cls.env["cowork.care.occasion"].search([]).action_archive()
        cls.env["cowork.care.greeting"].search([])._by_action().unlink()
        cls.china, cls.portugal = cls.env.ref("base.cn"), cls.env.ref("base.pt")
        for place, country in (
            (cls.location, cls.china),
            (cls.location_2, cls.portugal),
        ):
            place.partner_id = cls.env["res.partner"].create(
                {"name": place.name, "country_id": country.id}
            )
        cls.company.email = "hello@operator.example.com"
        cls.member.email = "office@quiet.example.com"
        cls.person.write(
            {"email": "rafa@quiet.example.com", "cowork_birthday": "1990-01-12"}
        )
        cls.cron = cls.env.ref("cowork_members.cron_care_greetings")
        cls.birthday = cls.make_occasion("Birthday", "birthday")

    @classmethod
    def make_occasion(cls, name, kind, **vals):
        """:returns: a new ``cowork.care.occasion`` with its mail, and no to-do"""
        template = cls.env.ref(f"cowork_members.mail_template_care_{kind}")
        return cls.env["cowork.care.occasion"].create(
            {"name": name, "kind": kind, "template_id": template.id, **vals}
        )

    @classmethod
    def make_member(cls, start="2026-11-01", **vals):
        """:returns: the active contract that names Rafa Silva"""
        return cls.make_contract(start=start, member_ids=cls.person.ids, **vals)

    def run_cron(self):
        """Let the scheduled action greet everybody whose day it is."""
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def greetings(self, occasion=None):
        """:returns: all greetings, or those of one occasion"""
        domain = [("occasion_id", "=", occasion.id)] if occasion else []
        return self.env["cowork.care.greeting"].search(domain)

    def mails(self):
        """:returns: the mails about greetings"""
        return self.env["mail.mail"].search([("model", "=", "cowork.care.greeting")])
