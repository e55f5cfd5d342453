from lxml import html

from odoo import fields, models
from odoo.tools import format_date, formatLang, is_html_empty

from ..engine.agreed_terms import compare_terms
from .billing_words import billing_cycle


def squeezed_text(markup):
    """:returns: the words a document is compared by, with single spaces"""
    tree = html.fromstring(f"<div>{markup or ''}</div>")
    for node in tree.find_class("cowork_not_compared"):
        node.drop_tree()
    return " ".join(tree.text_content().split())


class CoworkContract(models.Model):
    """What a contract says at a moment: as values to compare and as text to read."""

    _inherit = "cowork.contract"

    def _get_terms(self):
        """:returns: dict of plain values; see ``engine/agreed_terms.py``. A notice is
        no change of what was agreed: the terms are those before it."""
        self.ensure_one()
        leaving = self.is_leaving
        end = self.end_before_notice if leaving else self.date_end
        mode = self.renewal_before_notice if leaving else self.renewal_mode
        renews = end and mode and mode != "none"
        return {
            "date_start": fields.Date.to_string(self.date_start),
            "date_end": fields.Date.to_string(end) or None,
            "renewal": (
                [mode, self.renewal_months, self.renewal_increase] if renews else None
            ),
            "note": squeezed_text(self.note),
            "lines": {
                str(line.id): line._get_terms()
                for line in self.line_ids
                if not line.is_void
            },
        }

    def _render_terms(self, kind, **values):
        """:param kind: ``agreement`` or ``addendum``
        :returns: Markup of what the document says, in the member's language, whoever
            asks"""
        self.ensure_one()
        # sudo: what the member reads does not depend on who sends it.
        contract = self.sudo().with_company(self.company_id)
        contract = contract.with_context(lang=self._get_member_lang())
        # sudo: members have no right to run reports, but to see theirs.
        return (
            contract.env["ir.qweb"]
            .sudo()
            ._render(
                f"cowork_members.report_contract_{kind}_terms",
                {
                    "o": contract,
                    "lines": contract._get_agreement_lines(),
                    "is_html_empty": is_html_empty,
                    **values,
                },
            )
        )

    def _get_member_lang(self):
        """:returns: code of the language the member reads"""
        # sudo: the member's language, also where contacts are hidden.
        contract = self.sudo()
        return contract.partner_id.lang or contract.company_id.partner_id.lang

    # What changes, in words ----------------------------------------------------

    def _get_changes(self, before):
        """:param before: terms that were accepted
        :returns: list of dicts ``day``, ``what``, ``before`` and ``after``, all text"""
        self.ensure_one()
        return [
            self._describe_change(change)
            for change in compare_terms(before, self._get_terms())
        ]

    def _describe_change(self, change):
        labels = {
            "date_start": self.env._("First day"),
            "date_end": self.env._("Last day"),
            "renewal": self.env._("Renewal"),
            "note": self.env._("Particular terms"),
            "name": self.env._("Plan and space"),
            "cycle": self.env._("Charged"),
            "line": self.env._("Plan"),
            "price": self.env._("Price"),
            "quantity": self.env._("Quantity"),
            "discount": self.env._("Discount"),
            "notice_days": self.env._("Notice period"),
            "min_term_months": self.env._("Minimum term"),
            "from": self.env._("First day"),
            "to": self.env._("Last day"),
            "steps": self.env._("Price"),
            "free": self.env._("Rent-free until"),
        }
        what = labels[change.kind]
        if change.line and change.kind != "line":
            what = f"{what}: {change.line['name']}"
        return {
            "day": self._say_day(change.day) if change.day else "",
            "what": what,
            "before": self._say_term(change.kind, change.before),
            "after": self._say_term(change.kind, change.after),
        }

    def _say_day(self, day):
        return format_date(self.env, fields.Date.to_date(day))

    def _say_term(self, kind, value):
        """:returns: the value of a changed term in words"""
        if kind == "date_end" and not value:
            return self.env._("open end")
        if kind == "to" and not value:
            return self.env._("as long as the contract runs")
        if kind == "renewal":
            return self._say_renewal(value)
        if value in (None, ""):
            return "–"
        if kind in ("name", "note"):
            return value
        if kind == "cycle":
            return billing_cycle(self.env, *value)
        if kind == "line":
            return self._say_line(value)
        if kind in ("price", "steps"):
            return formatLang(self.env, value, currency_obj=self.currency_id)
        if kind == "discount":
            return f"{value:g} %"
        if kind == "quantity":
            return f"{value:g}"
        if kind == "notice_days":
            return self.env._("%s days", value)
        if kind == "min_term_months":
            return self.env._("%s months", value)
        return self._say_day(value)

    def _say_renewal(self, value):
        if not value:
            return self.env._("No renewal")
        mode, months, increase = value
        labels = dict(self._fields["renewal_mode"]._description_selection(self.env))
        text = self.env._(
            "%(mode)s, %(months)s months", mode=labels[mode], months=months
        )
        return f"{text}, {increase:+g} %" if increase else text

    def _say_line(self, line):
        """:returns: text such as “Desk · Desk 1: 1 × 1,800.00 every month”"""
        text = self.env._(
            "%(name)s: %(quantity)s × %(price)s %(cycle)s",
            name=line["name"],
            quantity=f"{line['quantity']:g}",
            price=formatLang(self.env, line["price"], currency_obj=self.currency_id),
            cycle=billing_cycle(self.env, *line["cycle"]),
        )
        if line["discount"]:
            text = self.env._(
                "%(text)s, less %(discount)s %%",
                text=text,
                discount=f"{line['discount']:g}",
            )
        return text
