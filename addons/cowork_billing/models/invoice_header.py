from odoo import api, models

from .complete_invoice import DOCUMENT_KEY, MOVE_OF_DOCUMENT, MOVE_OF_PARTNER

#: Of the customer, what is stored by company and so not read with the rest.
PARTNER_PROPERTIES = (
    "property_account_position_id",
    "property_account_receivable_id",
    "property_inbound_payment_method_line_id",
    "property_payment_term_id",
)


class CoworkInvoiceHeader(models.AbstractModel):
    _name = "cowork.invoice.header"
    _description = "Header of a Complete Invoice"

    @api.model
    def _warm_up(self, vals_list):
        """Read all customers of a batch at once, as their companies see them."""
        by_company = {}
        for vals in vals_list:
            if vals.get("partner_id"):
                ids = by_company.setdefault(vals.get("company_id"), set())
                ids.add(vals["partner_id"])
        for company_id, ids in by_company.items():
            company = self.env["res.company"].browse(company_id) or self.env.company
            partners = self.env["res.partner"].with_company(company).browse(ids)
            partners |= partners.commercial_partner_id
            partners.fetch()
            partners.fetch(PARTNER_PROPERTIES)
            partners.child_ids.fetch()

    @api.model
    def _header_values(self, vals, memo):
        """Return a virtual move and the values of its header.

        The move is never saved. It lets the compute methods of the header, whoever
        wrote or changed them, answer for this invoice.
        """
        header = {k: v for k, v in vals.items() if k != "invoice_line_ids"}
        Move = self.env["account.move"]
        left = self._left_to_the_orm(memo)
        key = "document", *(header.get(fname) for fname in DOCUMENT_KEY)
        if key in memo:
            header = {**memo[key], **header}
        self._add_fiscal_position(header, memo)
        move = Move.new(header)
        for fnames in (MOVE_OF_DOCUMENT, MOVE_OF_PARTNER):
            for fname in fnames:
                if fname not in header and fname not in left:
                    field = Move._fields[fname]
                    header[fname] = field.convert_to_write(move[fname], move)
        if key not in memo and left.isdisjoint(MOVE_OF_DOCUMENT):
            memo[key] = {fname: header[fname] for fname in MOVE_OF_DOCUMENT}
        return move, header

    @api.model
    def _left_to_the_orm(self, memo):
        """Return header fields whose computation another module changed.

        The ORM computes them with the lines in place, as it would without us.
        """
        if "left" not in memo:
            fields = self.env["account.move"]._fields
            computes = {}
            for fname in MOVE_OF_DOCUMENT + MOVE_OF_PARTNER:
                computes.setdefault(fields[fname].compute, set()).add(fname)
            changed = self._changed_by("account.move", computes.keys())
            memo["left"] = {
                fname for method, _module in changed for fname in computes[method]
            }
        return memo["left"]

    @api.model
    def _add_fiscal_position(self, header, memo):
        """Ask for the fiscal position once for all customers of the same place.

        The ERP searches its automatic positions for every invoice.
        """
        left = self._left_to_the_orm(memo)
        if (
            "fiscal_position_id" in header
            or not header.get("company_id")
            or left & {"fiscal_position_id", "partner_shipping_id"}
        ):
            return
        company = self.env["res.company"].browse(header["company_id"])
        partner = self.env["res.partner"].browse(header["partner_id"])
        partner = partner.with_company(company)
        if "partner_shipping_id" not in header:
            header["partner_shipping_id"] = partner.address_get(["delivery"])[
                "delivery"
            ]
        delivery = partner.browse(header["partner_shipping_id"]) or partner
        key = (
            "position",
            company.id,
            *(
                (
                    address.property_account_position_id.id,
                    address.country_id.id,
                    address.state_id.id,
                    address.zip,
                    address.vat,
                )
                for address in (partner, delivery)
            ),
        )
        if key not in memo:
            Position = self.env["account.fiscal.position"].with_company(company)
            rules = {"_get_fiscal_position", "_get_fpos_validation_functions"}
            if any(self._changed_by(Position._name, rules)):
                return
            memo[key] = Position._get_fiscal_position(partner, delivery=delivery).id
        header["fiscal_position_id"] = memo[key]
