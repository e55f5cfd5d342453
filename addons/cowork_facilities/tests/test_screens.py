from lxml import etree

from odoo.tests import tagged

from .fault_common import FaultCommon

KINDS = ("list", "kanban", "form")


@tagged("post_install", "-at_install")
class TestScreens(FaultCommon):
    """Whatever somebody finds in the menu opens, and so does what it leads to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(partner_id=cls.person.id)
        cls.menus = cls.env["ir.ui.menu"].search(
            [
                (
                    "id",
                    "child_of",
                    cls.env.ref("cowork_facilities.menu_cowork_facilities").id,
                )
            ]
        )

    def get_screens(self, user):
        """:returns: list of model, kind of view and id of the view, of what a user
        finds in the menu, and of the places that it leads to"""
        seen = self.menus.with_user(user)._visible_menu_ids()
        actions = [menu.action for menu in self.menus if menu.id in seen]
        return [
            (action.res_model, kind, view)
            for action in actions
            if action and action._name == "ir.actions.act_window"
            for view, kind in action.views
            if kind in KINDS
        ] + [
            (model, kind, False)
            for model in ("cowork.location", "cowork.space")
            for kind in ("kanban", "form")
        ]

    def test_every_screen_opens_for_every_role(self):
        for user in (self.technician, self.front_desk, self.facility_manager):
            screens = self.get_screens(user)
            self.assertGreater(len(screens), 15, user.login)
            for model, kind, view in screens:
                with self.subTest(user=user.login, model=model, kind=kind):
                    records = self.env[model].with_user(user)
                    arch = etree.fromstring(records.get_view(view, kind)["arch"])
                    fields = arch.xpath("//field[not(ancestor::field)]")
                    names = {node.get("name") for node in fields}
                    records.web_search_read([], {name: {} for name in names}, limit=5)
