"""Which invoices the fast way is proven equal for.

Everything here is deliberately narrow: what is not listed takes the plain way.
"""

#: Marks in the context that moves come complete. RPC callers choose their context
#: but cannot choose this object.
COMPLETE = object()

SECTION_TYPES = ("line_section", "line_subsection", "line_note")

#: Values of a move the caller may give; other fields must be plain columns.
#: What decides about MOVE_OF_DOCUMENT.
DOCUMENT_KEY = (
    "company_id",
    "currency_id",
    "date",
    "delivery_date",
    "invoice_date",
    "journal_id",
    "move_type",
)
MOVE_GIVEN = {
    "company_id",
    "currency_id",
    "date",
    "delivery_date",
    "fiscal_position_id",
    "invoice_date",
    "invoice_date_due",
    "invoice_line_ids",
    "invoice_origin",
    "invoice_payment_term_id",
    "invoice_user_id",
    "journal_id",
    "move_type",
    "narration",
    "partner_bank_id",
    "partner_id",
    "partner_shipping_id",
    "payment_reference",
    "ref",
}
LINE_GIVEN = {
    "account_id",
    "analytic_distribution",
    "collapse_composition",
    "collapse_prices",
    "discount",
    "display_type",
    "name",
    "price_unit",
    "product_id",
    "product_uom_id",
    "quantity",
    "sequence",
    "tax_ids",
}

#: Header fields the ERP computes, that follow from the kind of document alone: found
#: once for all invoices of a journal, company, currency and date.
MOVE_OF_DOCUMENT = (
    "auto_post_until",
    "checked",
    "company_id",
    "currency_id",
    "date",
    "delivery_date",
    "incoterm_location",
    "invoice_currency_rate",
    "invoice_incoterm_id",
    "journal_id",
    "taxable_supply_date",
)
#: Header fields that follow from the customer.
MOVE_OF_PARTNER = (
    "commercial_partner_id",
    "fiscal_position_id",
    "invoice_partner_display_name",
    "invoice_payment_term_id",
    "invoice_user_id",
    "narration",
    "partner_bank_id",
    "partner_shipping_id",
    "preferred_payment_method_line_id",
)
#: Inverses of these have nothing to do on a complete move.
MOVE_SETTLED = (
    "company_id",
    "currency_id",
    "delivery_date",
    "invoice_payment_term_id",
    "journal_id",
    "name",
    "payment_reference",
)
LINE_SETTLED = (
    "account_id",
    "amount_currency",
    "analytic_distribution",
    "credit",
    "debit",
    "no_followup",
    "partner_id",
    "product_id",
)
#: Readonly computed columns whose exact values are inserted, empty ones by leaving them
#: out: each value given costs the ORM four conversions.
MOVE_READY = (
    "always_tax_exigible",
    "amount_residual",
    "amount_residual_signed",
    "amount_tax",
    "amount_tax_signed",
    "amount_total",
    "amount_total_in_currency_signed",
    "amount_total_signed",
    "amount_untaxed",
    "amount_untaxed_in_currency_signed",
    "amount_untaxed_signed",
    "commercial_partner_id",
    "invoice_partner_display_name",
    "made_sequence_gap",
    "payment_state",
    "sequence_number",
    "sequence_prefix",
)
#: Sums of lines: posting changes none of them.
MOVE_TOTALS = (
    "amount_residual",
    "amount_residual_signed",
    "amount_tax",
    "amount_tax_signed",
    "amount_total",
    "amount_total_in_currency_signed",
    "amount_total_signed",
    "amount_untaxed",
    "amount_untaxed_in_currency_signed",
    "amount_untaxed_signed",
)
#: Methods that compute them and the due date.
TOTALS_METHODS = {
    "_compute_amount",
    "_compute_invoice_date_due",
    "_compute_needed_terms",
}
LINE_READY = (
    "amount_residual",
    "amount_residual_currency",
    "date",
    "invoice_date",
    "move_name",
    "parent_state",
    "payment_id",
    "price_subtotal",
    "price_total",
    "reconciled",
    "ref",
    "statement_id",
    "statement_line_id",
)


#: What the ORM reads of a row to round its amounts.
CURRENCIES = ("company_id", "company_currency_id", "currency_id")


class PlainWay(Exception):
    """This invoice is not of a proven shape; the reason is for the run's report."""


#: Methods the fast way stands in for. A module that changes one of them and is not
#: among PROVEN_MODULES sends every invoice the plain way.
STANDS_FOR = {
    "account.move": {
        "_compute_always_tax_exigible",
        "_compute_amount",
        "_compute_commercial_partner_id",
        "_compute_date",
        "_compute_invoice_currency_rate",
        "_compute_invoice_date_due",
        "_compute_made_sequence_gap",
        "_compute_name",
        "_compute_needed_terms",
        "_compute_payment_reference",
        "_compute_payment_state",
        "_compute_split_sequence",
        "_get_rounded_base_and_tax_lines",
        "_get_sync_stack",
        "_inverse_company_id",
        "_inverse_currency_id",
        "_inverse_delivery_date",
        "_inverse_invoice_payment_term_id",
        "_inverse_journal_id",
        "_inverse_name",
        "_inverse_payment_reference",
        "_prepare_product_base_line_for_taxes_computation",
        "_recompute_cash_rounding_lines",
        "_sync_dynamic_line",
        "_sync_dynamic_lines",
        "_sync_invoice",
        "_sync_tax_lines",
        "create",
    },
    "account.move.line": {
        "_compute_account_id",
        "_compute_amount_currency",
        "_compute_amount_residual",
        "_compute_analytic_distribution",
        "_compute_balance",
        "_compute_currency_id",
        "_compute_debit_credit",
        "_compute_display_type",
        "_compute_is_storno",
        "_compute_name",
        "_compute_no_followup",
        "_compute_partner_id",
        "_compute_price_unit",
        "_compute_product_uom_id",
        "_compute_quantity",
        "_compute_sequence",
        "_compute_tax_ids",
        "_compute_totals",
        "_get_computed_taxes",
        "_inverse_account_id",
        "_inverse_amount_currency",
        "_inverse_analytic_distribution",
        "_inverse_credit",
        "_inverse_debit",
        "_inverse_no_followup",
        "_inverse_partner_id",
        "_inverse_product_id",
        "_related_analytic_distribution",
        "_sync_invoice",
        "create",
    },
    "account.tax": {
        "_add_accounting_data_in_base_lines_tax_details",
        "_add_accounting_data_to_base_line_tax_details",
        "_add_tax_details_in_base_line",
        "_prepare_base_line_for_taxes_computation",
        "_prepare_base_line_grouping_key",
        "_prepare_base_line_tax_repartition_grouping_key",
        "_prepare_tax_lines",
        "_round_base_lines_tax_details",
    },
}
#: The tests of the writer pass with these installed.
PROVEN_MODULES = {
    "account",
    "analytic",
    "base",
    "cowork_billing",
    "hr_expense",
    "mail",
    "purchase",
    "sale",
    "sale_project",
}


def company_questions(records, document):
    """Yield fields and records for ``_check_company``, each question once.

    The answer depends on the company of the record and on the record it refers to,
    which are the same few accounts, products and taxes on all lines of a batch.

    :param document: many2one to the document the records hang on, different for each:
        only its company matters
    """
    # sudo: only companies are compared, whoever may read the records.
    known = [(row, row.id, row.company_id.id) for row in records.sudo()]
    for field in records._fields.values():
        if not (field.relational and field.check_company):
            continue
        samples = {}
        for row, row_id, company_id in known:
            value = row[field.name]
            if value:
                key = value.company_id if field.name == document else value
                samples.setdefault((company_id, key._ids), row_id)
        if samples:
            yield field.name, records.browse(samples.values())


def currency_record(records, values, make):
    """The record on which the ORM looks up the currency of an amount.

    For each amount of each row it inserts, the ORM makes a new record that holds only
    the row's currency or company, to read the currency back. One for each says the
    same.

    :param values: as given to ``new``
    :param make: function without parameters that makes the record
    """
    if not values or len(values) != 1:
        return make()
    ((fname, value),) = values.items()
    if fname not in CURRENCIES:
        return make()
    memo = records.env.cr.cache.setdefault("cowork_currency_records", {})
    key = records._name, fname, value
    found = memo.get(key)
    # What it holds is forgotten whenever the environment's cache is cleared.
    if found is None or found.env is not records.env or not found[fname]:
        found = memo[key] = make()
    return found
