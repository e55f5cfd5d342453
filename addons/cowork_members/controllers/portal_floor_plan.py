from odoo.http import request, route

from .portal import ID
from .portal_booking import CoworkBookingPortal


class CoworkFloorPlanPortal(CoworkBookingPortal):
    """What is free, on the plan of its floor."""

    def _search_cowork(self, location, form):
        values = super()._search_cowork(location, form)
        if "free" in values:
            values["plans"] = request.env["cowork.floor.plan"]._get_portal_plans(
                location,
                values["wish"],
                form["people"],
                values["free"] + values["refused"],
                values["query"],
            )
        return values

    @route(
        f"/my/cowork/book/plan/<{ID}:plan_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def cowork_plan_image(self, plan_id, **_kwargs):
        plan = request.env["cowork.floor.plan"]._get_portal_image(plan_id)
        if not plan:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_image_stream_from(plan, "image")
        return stream.get_response()
