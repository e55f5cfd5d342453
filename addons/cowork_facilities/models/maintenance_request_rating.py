from odoo import models
from odoo.exceptions import UserError

from ..engine.fault_report import clean_text

#: ratings of so many stars or fewer are looked into
LOW = 2


class MaintenanceRequest(models.Model):
    """The member rates the work; somebody calls those who are not satisfied."""

    _name = "maintenance.request"
    _inherit = ["rating.mixin", "maintenance.request"]

    def rating_apply(
        self,
        rate,
        token=None,
        rating=None,
        feedback=None,
        subtype_xmlid=None,
        notify_delay_send=False,
    ):
        """Note a rating; a low one goes to the list of the site manager.

        :param float rate: 1 to 5 stars
        :param str token: of the rating
        :param rating: ``rating.rating``, when there is no token
        :param str feedback: what the member adds
        :param str subtype_xmlid: of the message; a comment when not given
        :param bool notify_delay_send: send it two hours later
        :returns: ``rating.rating``
        """
        rating = super().rating_apply(
            rate,
            token=token,
            rating=rating,
            feedback=feedback,
            subtype_xmlid=subtype_xmlid,
            notify_delay_send=notify_delay_send,
        )
        if rating.rating <= LOW:
            self._alert_low_rating(rating)
        return rating

    def _alert_low_rating(self, rating):
        """Have somebody call the member of one work order, once."""
        # sudo: members rate, who have no rights on to-dos.
        request = self.sudo()
        activity_type = "cowork_facilities.mail_activity_type_low_rating"
        if request.activity_search([activity_type], only_automated=False):
            return
        users = request.location_id.manager_id.user_id
        users |= request._find_rating_manager()
        user = users.filtered(lambda u: u.active and not u.share)[:1]
        request = request.with_context(lang=user.lang or self.env.lang)
        request.activity_schedule(
            activity_type,
            user_id=(user or self.env.ref("base.user_admin")).id,
            summary=request.env._("Not satisfied: %s", request.name),
            note=rating.feedback or "",
        )

    def _find_rating_manager(self):
        equipment = self.env["maintenance.equipment"]
        return equipment._find_facility_manager(self.company_id)

    def _rate(self, stars, words):
        """The member rates their one work order (sudo).

        :param stars: 1 to 5
        :param words: what they add
        :raises UserError: when it is not done, or not theirs, or not 1 to 5"""
        if self._get_portal_state() != "done" or not self._is_own():
            raise UserError(self.env._("You can rate work that was done for you."))
        if stars not in range(1, 6):
            raise UserError(self.env._("Choose one to five stars."))
        rating = self._get_latest_rating() or self._ask_rating()
        self.rating_apply(stars, rating=rating, feedback=clean_text(words))

    def _ask_rating(self):
        """:returns: the ``rating.rating`` (sudo) that the member's rating is kept in"""
        token = self._rating_get_access_token(self.partner_id)
        # sudo: the token stands for the member's own rating, and nobody else's.
        ratings = self.env["rating.rating"].sudo()
        return ratings.search([("access_token", "=", token)], limit=1)

    def _get_latest_rating(self):
        """The member's rating of one work order, given or asked for. Done once more,
        it is asked for once more.

        :returns: ``rating.rating`` (sudo), possibly empty"""
        # sudo: members see on their page what they said, without a right to ratings.
        ratings = self.rating_ids.sudo()
        ratings = ratings.filtered(lambda r: r.partner_id == self.partner_id)
        return ratings.sorted("id")[-1:]

    def _get_rating(self):
        """:returns: what the member said of one work order since it was last done, a
        ``rating.rating`` (sudo), possibly empty"""
        return self._get_latest_rating().filtered("consumed")
