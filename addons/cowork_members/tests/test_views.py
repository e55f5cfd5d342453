from lxml import etree

from odoo.tests import TransactionCase, tagged
from odoo.tools.safe_eval import safe_eval

#: browsers know these by their own names
NAMES = {"true": True, "false": False}


@tagged("post_install", "-at_install")
class TestViews(TransactionCase):
    """What browsers evaluate in the screens of the addons can be evaluated."""

    def test_options_are_dictionaries(self):
        names = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.view"), ("module", "=like", "cowork%")]
        )
        views = self.env["ir.ui.view"].browse(names.mapped("res_id"))
        found = 0
        for view in views:
            for node in etree.fromstring(view.arch).iterfind(".//*[@options]"):
                with self.subTest(view=view.xml_id, field=node.get("name")):
                    self.assertIsInstance(safe_eval(node.get("options"), NAMES), dict)
                    found += 1
        self.assertGreater(found, 10)
