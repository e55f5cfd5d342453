from odoo.tests import BaseCase, tagged

from .translations import I18nMixin


@tagged("post_install", "-at_install")
class TestI18n(I18nMixin, BaseCase):
    module = "cowork_members"
    terms = {
        "Contract": ("合同", "合約"),
        "Space": ("空间", "空間"),
        "Plan": ("套餐", "套餐"),
        "Member": ("会员", "會員"),
        "Fixed Desk": ("固定工位", "固定工位"),
        "Deposit (months)": ("押金（月）", "押金（月）"),
        "Rent-free Periods": ("免租期", "免租期"),
        "Price Steps": ("价格递增", "價格遞增"),
        "Terminate": ("退租", "退租"),
        "Membership Agreement": ("会员服务协议", "會員服務協議"),
        "Customer Service": ("客户服务部", "客戶服務部"),
        "Operations Support": ("运营支持部", "營運支援部"),
        "Viewing": ("看房", "看房"),
    }
