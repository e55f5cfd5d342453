from odoo import api, fields, models
from odoo.tools import split_every

from ..models.cowork_fee_line import KINDS
from ..models.fee_taxes import FeeTaxes

CHUNK = 500


class CoworkBillingPreview(models.TransientModel):
    """What a run would charge. Scratch rows for the screen, gone by tomorrow."""

    _name = "cowork.billing.preview"
    _description = "Billing Preview"

    run_id = fields.Many2one("cowork.billing.run", required=True, ondelete="cascade")
    line_ids = fields.One2many("cowork.billing.preview.line", "preview_id")

    @api.model
    def _build(self, run):
        """What the run's own code would do, writing nothing.

        :returns: list of values of the fee lines to come, each with its explanation;
            dict of contract to error; how many contracts are due
        """
        # sudo: as the run itself; who may see the preview was checked by the caller.
        run = run.sudo().with_company(run.company_id)
        builder = run.env["cowork.fee.builder"]
        taxes = FeeTaxes(run.env)
        due = run.env["cowork.contract"].search(run._get_due_domain())
        vals_list, errors = [], {}
        for ids in split_every(CHUNK, due.ids):
            built, found = builder._build(due.browse(ids), run.date)
            errors.update(found)
            new = [vals for fees in built for vals in fees.vals]
            taxes.add_untaxed(new)
            for vals in new:
                vals["explanation"] = self._explain(vals)
            vals_list += new
            ready = due.browse(fees.contract.id for fees in built)
            vals_list += self._copy_open(run._get_open_fee_lines(ready))
            run.env.invalidate_all()
        return vals_list, errors, len(due)

    @api.model
    def _copy_open(self, fee_lines):
        """:param fee_lines: charges whose invoice was cancelled: the run invoices them
            again
        :returns: their values"""
        names = (
            "key",
            "kind",
            "contract_id",
            "currency_id",
            "name",
            "period_start",
            "period_end",
            "quantity",
            "price_unit",
            "discount",
            "amount",
            "amount_untaxed",
            "computation",
        )
        return [
            {
                **{name: vals[name] for name in names},
                "explanation": self._explain(vals),
            }
            for vals in fee_lines._read_format(names, load=None)
        ]

    @api.model
    def _explain(self, vals):
        currency = self.env["res.currency"].browse(vals["currency_id"])
        run = self.env["cowork.billing.run"]
        return run._get_text_writer(currency, self.env.lang)(vals["computation"])

    @api.model
    def _show(self, run):
        """:returns: window action with the lines of a new preview of ``run``"""
        vals_list, errors, due = self._build(run)
        preview = self.create({"run_id": run.id})
        lines = self.env["cowork.billing.preview.line"]
        names = lines._fields.keys()
        lines.create(
            [
                {
                    "preview_id": preview.id,
                    "contract_id": contract.id,
                    "kind": "error",
                    "explanation": message,
                }
                for contract, message in errors.items()
            ]
            + [
                {
                    "preview_id": preview.id,
                    **{name: vals[name] for name in vals if name in names},
                }
                for vals in vals_list
            ]
        )
        # sudo: its figures are kept by the system; that the caller may write the run
        # was checked.
        run.sudo().with_context(tracking_disable=True).write(
            {
                "state": "preview",
                "contract_count": due,
                "preview_count": len(vals_list),
                "preview_error_count": len(errors),
                "preview_total": run._sum_in_company_currency(vals_list),
            }
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_billing.action_cowork_billing_preview_line"
        )
        action["domain"] = [("preview_id", "=", preview.id)]
        action["display_name"] = self.env._("Preview · %s", run.name)
        return action

    @api.model
    def _to_dicts(self, run):
        vals_list, errors, _due = self._build(run)
        # sudo: who may see the preview was checked by the caller.
        contracts = self.env["cowork.contract"].sudo()
        ids = dict.fromkeys(vals["contract_id"] for vals in vals_list)
        contracts = {contract.id: contract for contract in contracts.browse(ids)}
        return {
            "fee_lines": [
                {
                    "key": vals["key"],
                    "kind": vals["kind"],
                    "contract": contracts[vals["contract_id"]].name,
                    "partner": contracts[vals["contract_id"]].partner_id.name,
                    "name": vals["name"],
                    "period_start": fields.Date.to_string(vals["period_start"]),
                    "period_end": fields.Date.to_string(vals["period_end"]),
                    "quantity": vals["quantity"],
                    "price_unit": vals["price_unit"],
                    "discount": vals["discount"],
                    "amount": vals["amount"],
                    "amount_untaxed": vals["amount_untaxed"],
                    "explanation": vals["explanation"],
                }
                for vals in vals_list
            ],
            "errors": [
                {"contract": contract.name, "message": message}
                for contract, message in errors.items()
            ],
        }


class CoworkBillingPreviewLine(models.TransientModel):
    _name = "cowork.billing.preview.line"
    _description = "Billing Preview Line"
    # As made: what cannot be billed first.
    _order = "id"

    preview_id = fields.Many2one(
        "cowork.billing.preview", required=True, index=True, ondelete="cascade"
    )
    contract_id = fields.Many2one("cowork.contract", readonly=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True)
    location_id = fields.Many2one(related="contract_id.location_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id", store=True)
    kind = fields.Selection([*KINDS, ("error", "Not billed")], readonly=True)
    name = fields.Char("What", readonly=True)
    period_start = fields.Date("From", readonly=True)
    period_end = fields.Date("To", readonly=True)
    quantity = fields.Float(readonly=True)
    price_unit = fields.Monetary("Unit Price", readonly=True)
    discount = fields.Float("Discount (%)", readonly=True)
    amount_untaxed = fields.Monetary("Untaxed", readonly=True)
    explanation = fields.Text(readonly=True)
