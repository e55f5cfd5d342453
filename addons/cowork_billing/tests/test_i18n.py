from odoo.tests import BaseCase, tagged

from odoo.addons.cowork_members.tests.translations import I18nMixin


@tagged("post_install", "-at_install")
class TestI18nBilling(I18nMixin, BaseCase):
    module = "cowork_billing"
    terms = {
        "Billing Run": ("收费批次", "收費批次"),
        "Fee Line": ("费用明细", "費用明細"),
        "Deposit": ("押金", "押金"),
        "Membership": ("会员费", "會員費"),
        "Cost Centre": ("成本中心", "成本中心"),
        "Invoice": ("发票", "發票"),
        "Settings": ("设置", "設定"),
    }
