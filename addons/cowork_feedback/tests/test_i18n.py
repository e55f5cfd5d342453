from odoo.tests import BaseCase, tagged

from odoo.addons.cowork_members.tests.translations import I18nMixin


@tagged("post_install", "-at_install")
class TestI18nFeedback(I18nMixin, BaseCase):
    module = "cowork_feedback"
    terms = {
        "Complaints": ("投诉", "投訴"),
        "Improvement": ("改进计划", "改進計劃"),
        "Root Cause": ("根本原因", "根本原因"),
        "Satisfaction": ("满意度", "滿意度"),
        "Survey Campaign": ("调查计划", "調查計劃"),
    }
