"""What the tests of the public histories share."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from unittest import TestCase
from zoneinfo import ZoneInfo

from .engine_common import public_cases

FAMILIES = (
    "plan_change",
    "termination",
    "credit_and_rebill",
    "credit_cap",
    "double_billing_guard",
    "idempotency",
    "time_zone",
    "rounding",
    "revenue_deferral",
)
#: what we do on purpose otherwise; the test of each says why and what we give
DELIBERATE = {
    "kb-tree-WithBCDChange3",
    "kb-tree-AnnualWithBlocking1",
    "lago-end-on-billing-day-advance",
}


def taxed(net, percent):
    """Net, tax and total as a credit note prints them: the tax of the rounded net."""
    tax = (net * percent / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return str(net), str(tax), str(net + tax)


def local_day(instant, zone):
    moment = datetime.fromisoformat(instant.replace("Z", "+00:00"))
    return moment.astimezone(ZoneInfo(zone)).date()


class PublicCase(TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cases = public_cases(*FAMILIES)

    def case(self, case_id):
        """What a case gives and expects: we agree."""
        return self.cases[case_id]["given"], self.cases[case_id]["expect"]

    def different(self, case_id):
        """What a case gives and expects: we differ on purpose."""
        return self.cases[case_id]["given"], self.cases[case_id]["expect"]
