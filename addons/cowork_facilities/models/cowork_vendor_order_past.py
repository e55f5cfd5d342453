from odoo import api, fields, models


class CoworkVendorOrder(models.Model):
    """Work of vendors that was done before these orders were kept here."""

    _inherit = "cowork.vendor.order"

    @api.model
    def _record_past(self, vals_list):
        """Make orders as they were, with the moments they had: history that comes from
        elsewhere. Nobody is written to, and there are no links.

        :param vals_list: values of the orders, with those of their work order as
            ``request``, the stars a member gave it as ``stars`` and the moment it was
            opened again, if it was, as ``reopened``
        :returns: the orders"""
        past = [dict(vals) for vals in vals_list]
        requests = self.env["maintenance.request"]._record_past(
            [vals.pop("request") for vals in past]
        )
        stars = [vals.pop("stars", 0) for vals in past]
        reopened = [vals.pop("reopened", False) for vals in past]
        # sudo: what vendors did is kept by the system.
        orders = self.sudo()._by_action().with_context(tracking_disable=True)
        agreements = self.env["cowork.vendor.agreement"].browse(
            vals["agreement_id"] for vals in past
        )
        orders = orders.create(
            [
                {
                    "request_id": request.id,
                    "partner_id": agreement.partner_id.id,
                    "contact_id": agreement._get_recipient().id,
                    "user_id": agreement.user_id.id or self.env.uid,
                    **vals,
                }
                for vals, request, agreement in zip(
                    past, requests, agreements, strict=True
                )
            ]
        )
        # sudo: history is kept by the system, as in _record_past of work orders.
        requests.sudo()._sum_vendor_cost()
        self._record_stars(requests, stars)
        self._record_reopenings(requests, reopened)
        return orders

    @api.model
    def _record_reopenings(self, requests, moments):
        """:param moments: list of when each work order was opened again, or False"""
        # sudo: a history is kept by the system.
        self.env["cowork.work.reopening"].sudo()._by_action().create(
            [
                {"request_id": request.id, "reopened_at": moment}
                for request, moment in zip(requests, moments, strict=True)
                if moment
            ]
        )

    @api.model
    def _record_stars(self, requests, stars):
        """:param stars: list of what members gave each work order; 0: nothing"""
        # sudo: ratings are the members'; these come with the history.
        ratings = (
            self.env["rating.rating"]
            .sudo()
            .create(
                [
                    {
                        "res_model_id": self.env["ir.model"]._get_id(requests._name),
                        "res_id": request.id,
                        "partner_id": request.partner_id.id,
                        "rating": number,
                        "consumed": True,
                        "rated_on": request.closed_at or fields.Datetime.now(),
                    }
                    for request, number in zip(requests, stars, strict=True)
                    if number
                ]
            )
        )
        # The ERP does not see whose ratings these are before they are written.
        ratings.flush_recordset()
        self.env.add_to_compute(requests._fields["rating_last_value"], requests)
