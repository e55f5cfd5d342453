from odoo.tests import BaseCase, tagged

from odoo.addons.cowork_members.tests.translations import I18nMixin


@tagged("post_install", "-at_install")
class TestI18nFacilities(I18nMixin, BaseCase):
    module = "cowork_facilities"
    terms = {
        "Work Order": ("工单", "工單"),
        "Report a Fault": ("报修", "報修"),
        "Vendor": ("服务商", "服務商"),
        "Patrol": ("巡逻", "巡邏"),
        "Coverage": ("覆盖率", "覆蓋率"),
        "Equipment Inspection": ("设备检验", "設備檢驗"),
    }
