from odoo import api, models


class RatingRating(models.Model):
    """Who is not content with a repair has a complaint."""

    _inherit = "rating.rating"

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings._open_complaints()
        return ratings

    def write(self, vals):
        result = super().write(vals)
        if {"rating", "consumed", "feedback"} & vals.keys():
            self._open_complaints()
        return result

    def _open_complaints(self):
        """Open a complaint for each work order that was rated badly, once."""
        # sudo: members who rate have no rights on work orders or complaints.
        bad = self.sudo().filtered(
            lambda rating: rating.consumed
            and rating.rating_text == "ko"
            and rating.res_model == "maintenance.request"
        )
        requests = bad.env["maintenance.request"].browse(bad.mapped("res_id")).exists()
        known = {request.id: request for request in requests}
        self.env["cowork.complaint"]._open_from(
            [
                rating._prepare_complaint(known[rating.res_id])
                for rating in bad
                if rating.res_id in known
            ]
        )

    def _prepare_complaint(self, request):
        """:returns: values of the complaint of one rating, for ``_open_from``"""
        return {
            "origin_model": self._name,
            "origin_id": self.id,
            "source": "rating",
            "subject": self.env._("Not content with “%s”", request.name),
            "description": self.feedback,
            "partner_id": self.partner_id.id or request.partner_id.id,
            "contract_id": request.contract_id.id,
            "location_id": request.location_id.id,
            "space_id": request.space_id.id,
            "equipment_id": request.equipment_id.id,
        }
