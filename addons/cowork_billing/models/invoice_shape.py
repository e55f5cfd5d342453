from odoo import api, models
from odoo.fields import Command

from .complete_invoice import (
    LINE_GIVEN,
    MOVE_GIVEN,
    PROVEN_MODULES,
    SECTION_TYPES,
    STANDS_FOR,
    PlainWay,
)


class CoworkInvoiceShape(models.AbstractModel):
    _name = "cowork.invoice.shape"
    _description = "Shapes of Invoices"

    @api.model
    def _foreign_methods(self):
        """Return the methods the fast way stands for that another module changed.

        :return: names as ``account.move._compute_date (module)``
        """
        return sorted(
            f"{model_name}.{method} ({module})"
            for model_name, methods in STANDS_FOR.items()
            for method, module in self._changed_by(model_name, methods)
        )

    @api.model
    def _changed_by(self, model_name, methods):
        """Yield the methods defined outside the proven modules, and where."""
        for cls in type(self.env[model_name]).__mro__:
            for method in methods & vars(cls).keys():
                path = vars(cls)[method].__module__.split(".")
                module = path[2] if path[:2] == ["odoo", "addons"] else path[0]
                if path[:2] != ["odoo", "orm"] and module not in PROVEN_MODULES:
                    yield method, module

    @api.model
    def _check_move_shape(self, vals):
        """Refuse values of a move the fast way does not know.

        :raise PlainWay: with the reason
        """
        if vals.get("move_type") not in ("out_invoice", "out_refund"):
            raise PlainWay("move_type")
        for fname in ("partner_id", "invoice_date", "invoice_line_ids"):
            if not vals.get(fname):
                raise PlainWay(f"no {fname}")
        self._check_columns("account.move", vals, MOVE_GIVEN)
        has_product = False
        for command in vals["invoice_line_ids"]:
            if command[0] != Command.CREATE:
                raise PlainWay("line command")
            line = command[2]
            self._check_columns("account.move.line", line, LINE_GIVEN)
            display_type = line.get("display_type") or "product"
            if display_type == "product":
                has_product = True
            elif display_type not in SECTION_TYPES:
                raise PlainWay(f"line {display_type}")
        if not has_product:
            raise PlainWay("no product line")

    @api.model
    def _check_columns(self, model_name, vals, known):
        """Other fields must be columns the move does not react to."""
        model = self.env[model_name]
        for fname in vals.keys() - known:
            field = model._fields.get(fname)
            if (
                field is None
                or field._module in ("account", "analytic")
                or field.compute
                or field.related
                or field.inverse
                or not field.column_type
            ):
                raise PlainWay(f"{model_name}.{fname}")

    @api.model
    def _check_header(self, move, memo):
        """Refuse settings behind the header that add or change lines.

        :param move: the virtual move, header only
        :raise PlainWay: with the reason
        """
        company, term = move.company_id, move.invoice_payment_term_id
        journal = move.journal_id
        key = "header", company.id, term.id, journal.id
        if key in memo:
            return
        if journal.type != "sale" or not journal.filtered_domain(
            journal._check_company_domain(company)
        ):
            raise PlainWay("journal")
        if company.account_storno:
            raise PlainWay("storno accounting")
        if company.account_discount_income_allocation_id:
            raise PlainWay("discount account")
        if term.early_discount and term.early_pay_discount_computation == "mixed":
            raise PlainWay("early discount of both amounts")
        memo[key] = True
