"""A computation put into a sentence a member can check.

``Fixed desk monthly · 16–30 Nov 2026 · 15 of 30 days × 1,800.00 = 900.00``

The words come from the caller, already in the member's language: a dict with the keys
of :data:`TEMPLATES` and the same placeholders. So do the formats of dates and money.
"""

from datetime import date
from decimal import Decimal

_PRICES = ("price", "price_quantity", "price_discount", "price_both")
#: the sentences in English; ``%(price)s`` is one of the ``price…`` templates
TEMPLATES = {
    "full": "%(name)s · %(period)s · %(price)s",
    "full_sum": "%(name)s · %(period)s · %(price)s = %(amount)s",
    "part": (
        "%(name)s · %(period)s · %(days)s of %(basis)s days × %(price)s = %(amount)s"
    ),
    "part_thirty": (
        "%(name)s · %(period)s · %(days)s of %(basis)s days, months of 30 days"
        " × %(price)s = %(amount)s"
    ),
    "part_none": "%(name)s · %(period)s · charged in full · %(price)s = %(amount)s",
    "part_charged": "%(name)s · %(period)s · charged already · %(amount)s",
    "part_rest": (
        "%(name)s · %(period)s · rest of %(price)s for the whole period = %(amount)s"
    ),
    "free": "%(name)s · %(period)s · free of charge · %(amount)s",
    "free_promotion": (
        "%(name)s · %(period)s · free of charge, promotion %(code)s · %(amount)s"
    ),
    "credit_rest": "%(name)s · %(period)s · rest of %(charged)s = %(amount)s",
    "setup": "%(name)s · once · %(price)s",
    "setup_sum": "%(name)s · once · %(price)s = %(amount)s",
    "deposit": "%(name)s · %(sum)s = %(amount)s",
    "deposit_top_up": "%(name)s · %(sum)s − %(charged)s charged before = %(amount)s",
    "deposit_part": "%(months)s months × %(price)s",
    "deposit_refund": "%(name)s · %(held)s held = %(amount)s",
    "usage": (
        "%(name)s · %(period)s · %(items)s · %(quantity)s %(unit)s × %(price)s"
        " = %(amount)s"
    ),
    "usage_cost": (
        "%(name)s · %(period)s · %(items)s · %(quantity)s %(unit)s × %(price)s"
        " (cost + %(margin)s %%) = %(amount)s"
    ),
    "usage_covered": "%(name)s · %(period)s · %(items)s · nothing to pay · %(amount)s",
    "usage_back": "%(name)s (taken back) · %(period)s · %(items)s · %(amount)s",
    "usage_item": "%(day)s %(what)s %(quantity)s %(unit)s",
    "usage_parts": "%(item)s (%(parts)s)",
    "usage_included": "%(count)s of %(of)s included",
    "usage_prepaid": "%(quantity)s prepaid",
    "usage_to_pay": "%(quantity)s to pay",
    "one_off": "%(name)s · %(period)s · %(reason)s · %(price)s",
    "one_off_sum": "%(name)s · %(period)s · %(reason)s · %(price)s = %(amount)s",
    "minimum": (
        "%(name)s · %(period)s · minimum %(required)s − %(charged)s charged"
        " = %(amount)s"
    ),
    "minimum_again": (
        "%(name)s · %(period)s · minimum %(required)s − %(charged)s charged"
        " − %(before)s to reach it before = %(amount)s"
    ),
    "name_holding": "%(name)s (on hold)",
    "name_ended": "%(name)s (credit: ended)",
    "name_void": "%(name)s (credit: not taken up)",
    "name_suspended": "%(name)s (credit: on hold)",
    "name_free": "%(name)s (credit: free of charge)",
    "name_resumed": "%(name)s (credit: resumed)",
    "price": "%(price)s",
    "price_quantity": "%(quantity)s × %(price)s",
    "price_discount": "(%(price)s − %(discount)s %%)",
    "price_both": "(%(quantity)s × %(price)s − %(discount)s %%)",
    "price_promotion": "(%(price)s − %(percent)s %% promotion %(code)s)",
    "price_holding": "%(percent)s %% of %(price)s",
}


def plain_number(number):
    """A number without the zeros at its end: 12.50 is 12.5, 10 is 10."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def explain(
    computation, templates, format_money, format_period, format_number=plain_number
):
    """The sentence that explains an amount.

    :param dict computation: of a membership charge, credit, set-up fee, deposit,
        refund, usage, one-off charge or minimum, as the engine made it
    :param dict templates: :data:`TEMPLATES`, translated
    :param format_money: function of a Decimal, gives its text in the currency
    :param format_period: function of the first and last day (``date``, inclusive),
        gives its text: 16–30 Nov 2026
    :param format_number: function of a Decimal, for quantities and percents
    :return: str
    :raise KeyError: for a kind that is none of those
    """
    writer = _Writer(computation, templates, format_money, format_period, format_number)
    return _KINDS[computation["kind"]](writer)


class _Writer:
    """A computation with the words and formats it is written in."""

    def __init__(self, computation, templates, money, period, number):
        self.computation = computation
        self.templates = templates
        self.format_money = money
        self.format_period = period
        self.format_number = number

    def money(self, key, values=None):
        return self.format_money(Decimal((values or self.computation)[key]))

    def number(self, value):
        return self.format_number(Decimal(value))

    def price(self, key="price_unit", values=None):
        """The price with its quantity, discount and share, and whether it has any."""
        values = values or self.computation
        quantity = Decimal(values.get("quantity", 1))
        discount = Decimal(values.get("discount", 0))
        holding = self.computation.get("holding_percent")
        promotion = self.computation.get("promotion", {})
        text = self.money(key, values)
        if "percent" in promotion:
            text = self.templates["price_promotion"] % {
                "price": self.money("price", promotion),
                "percent": self.number(promotion["percent"]),
                "code": promotion["code"],
            }
        which = (quantity != 1) + 2 * (discount != 0)
        text = self.templates[_PRICES[which]] % {
            "price": text,
            "quantity": self.number(quantity),
            "discount": self.number(discount),
        }
        if holding is not None:
            text = self.templates["price_holding"] % {
                "percent": self.number(holding),
                "price": text,
            }
        return text, bool(which or promotion) or holding is not None

    def period(self):
        days = (self.computation["from"], self.computation["to"])
        return self.format_period(*map(date.fromisoformat, days))

    def compose(self, template, **values):
        values.setdefault("name", self.computation["name"])
        values.setdefault("amount", self.money("amount"))
        return self.templates[template] % values


def _membership(writer):
    computation = writer.computation
    name, period = computation["name"], writer.period()
    if computation["rate"] == "free":
        promotion = computation.get("promotion")
        return writer.compose(
            "free_promotion" if promotion else "free",
            name=name,
            period=period,
            code=promotion and promotion["code"],
        )
    if computation["rate"] == "holding":
        name = writer.templates["name_holding"] % {"name": name}
    price, composed = writer.price()
    if "remainder" in computation:
        template = "part_rest"
    elif computation["days"] == computation["period_days"]:
        template = "full_sum" if composed else "full"
    elif computation["rule"] == "none":
        template = "part_none" if computation["counted_days"] != "0" else "part_charged"
    else:
        template = _part_template(computation)
    return writer.compose(
        template,
        name=name,
        period=period,
        price=price,
        days=computation["counted_days"],
        basis=computation["basis_days"],
    )


def _part_template(computation):
    # a plan by the week or day counts real days whatever its rule
    by_thirty = computation["basis_days"] != computation["period_days"]
    return "part_thirty" if computation["rule"] == "thirty" and by_thirty else "part"


def _credit(writer):
    computation = writer.computation
    name = writer.templates["name_" + computation["reason"]]
    name %= {"name": computation["name"]}
    if computation["by"] == "rest":
        charged = writer.money("charged")
        return writer.compose(
            "credit_rest", name=name, period=writer.period(), charged=charged
        )
    price, _composed = writer.price()
    if computation["rate"] == "holding":
        price = writer.money("full_amount")  # the share of the price is in it
    return writer.compose(
        _part_template(computation),
        name=name,
        period=writer.period(),
        price=price,
        days=computation["counted_days"],
        basis=computation["basis_days"],
    )


def _setup(writer):
    price, composed = writer.price()
    return writer.compose("setup_sum" if composed else "setup", price=price)


def _deposit(writer):
    parts = [
        writer.templates["deposit_part"]
        % {
            "months": writer.number(line["months"]),
            "price": writer.price("price_month", line)[0],
        }
        for line in writer.computation["lines"]
    ]
    is_first = not Decimal(writer.computation["charged"])
    return writer.compose(
        "deposit" if is_first else "deposit_top_up",
        sum=" + ".join(parts),
        charged=writer.money("charged"),
    )


def _deposit_refund(writer):
    return writer.compose("deposit_refund", held=writer.money("held"))


def _usage(writer):
    computation = writer.computation
    template = "usage_cost" if "margin" in computation else "usage"
    if not Decimal(computation["quantity"]):
        template = "usage_covered"
    return writer.compose(
        template,
        period=writer.period(),
        items=_usage_items(writer),
        quantity=writer.number(computation["quantity"]),
        unit=computation["unit"],
        price=_unit_price(writer),
        margin=writer.number(computation.get("margin", 0)),
    )


def _unit_price(writer):
    """A price per unit with all the decimals it has: 3 hours for 100.00."""
    price = Decimal(writer.computation["price_unit"])
    if price.as_tuple().exponent >= -2:
        return writer.format_money(price)
    return writer.format_number(price)


def _usage_back(writer):
    return writer.compose(
        "usage_back", period=writer.period(), items=_usage_items(writer)
    )


def _usage_items(writer):
    return "; ".join(_usage_item(writer, item) for item in writer.computation["items"])


def _usage_item(writer, item):
    templates, day = writer.templates, date.fromisoformat(item["day"])
    text = templates["usage_item"] % {
        "day": writer.format_period(day, day),
        "what": item["what"],
        "quantity": writer.number(item["quantity"]),
        "unit": writer.computation["unit"],
    }
    text = " ".join(text.split())
    parts = []
    if "count" in item:
        parts.append(
            templates["usage_included"]
            % {"count": writer.number(item["count"]), "of": writer.number(item["of"])}
        )
    if Decimal(item["packs"]):
        parts.append(
            templates["usage_prepaid"] % {"quantity": writer.number(item["packs"])}
        )
    if parts and Decimal(item["billable"]):
        parts.append(
            templates["usage_to_pay"] % {"quantity": writer.number(item["billable"])}
        )
    if not parts:
        return text
    return templates["usage_parts"] % {"item": text, "parts": ", ".join(parts)}


def _one_off(writer):
    price, composed = writer.price()
    return writer.compose(
        "one_off_sum" if composed else "one_off",
        period=writer.period(),
        reason=writer.computation["reason"],
        price=price,
    )


def _minimum(writer):
    before = Decimal(writer.computation["before"])
    return writer.compose(
        "minimum_again" if before else "minimum",
        period=writer.period(),
        required=writer.money("required"),
        charged=writer.money("charged"),
        before=writer.money("before"),
    )


_KINDS = {
    "membership": _membership,
    "credit": _credit,
    "setup": _setup,
    "deposit": _deposit,
    "deposit_refund": _deposit_refund,
    "usage": _usage,
    "usage_back": _usage_back,
    "one_off": _one_off,
    "minimum": _minimum,
}
