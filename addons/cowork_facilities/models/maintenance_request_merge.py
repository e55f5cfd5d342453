from markupsafe import Markup

from odoo import Command, fields, models
from odoo.exceptions import UserError


class MaintenanceRequest(models.Model):
    """What was reported twice is done once: the older work order goes on."""

    _inherit = "maintenance.request"
    _protected_fields = frozenset({"merged_into_id"})

    merged_into_id = fields.Many2one(
        "maintenance.request",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The older work order by which this one is done as well.",
    )
    merged_ids = fields.One2many(
        "maintenance.request", "merged_into_id", "Merged Into This", readonly=True
    )
    merged_count = fields.Integer("Merged", compute="_compute_merged_count")

    def _compute_merged_count(self):
        counts = dict(
            self._read_group(
                [("merged_into_id", "in", self.ids)], ["merged_into_id"], ["__count"]
            )
        )
        for request in self:
            request.merged_count = counts.get(request._origin, 0)

    def write(self, vals):
        result = super().write(vals)
        if "archive" in vals and not vals["archive"]:
            # What is opened again goes its own way.
            merged = self.filtered("merged_into_id")
            merged._by_action().write({"merged_into_id": False})
        return result

    def action_merge(self):
        """Do these work orders, which are about the same fault, as one: the oldest goes
        on, with the photos and the followers of the others; their members are told what
        becomes of it. The others are cancelled and keep their history.

        :returns: the action that shows the work order that goes on
        :raises AccessError: when the user may not write one of them
        :raises UserError: when they are fewer than two, or one of them cannot be merged
        """
        self.check_access("write")
        if len(self) < 2:
            raise UserError(
                self.env._("Choose the work orders about the same fault, at least two.")
            )
        target = self.sorted("id")[0]
        others = self - target
        self._check_mergeable()
        # sudo: photos and members hang on what the user does not see; the user may
        # write all of these work orders.
        others.sudo()._merge_into(target.sudo())
        return target._open_form()

    def _check_mergeable(self):
        """:raises UserError: when these work orders are not for one and the same work,
        or work was begun on more than the oldest"""
        if len(self.location_id) > 1 or len(self.company_id) > 1:
            raise UserError(
                self.env._("Work orders of different locations are not merged.")
            )
        if closed := self.filtered("is_closed"):
            raise UserError(
                self.env._(
                    "“%s” is closed: only open work orders are merged.", closed[0].name
                )
            )
        # sudo: whether there are costs is no secret to who may write the order.
        others = (self - self.sorted("id")[0]).sudo()
        begun = others.filtered(
            lambda r: (
                r.labour_line_ids
                or r.material_line_ids
                or r.vendor_cost
                or r.vendor_order_ids.filtered_domain(
                    r.vendor_order_ids._get_live_domain()
                )
            )
        )
        if begun:
            raise UserError(
                self.env._(
                    "“%s” has costs or is at a vendor already: it is not merged into an"
                    " older work order. Finish it by itself.",
                    begun[0].name,
                )
            )

    def _merge_into(self, target):
        """Let these work orders (sudo) go into an older one.

        :param target: the work order (sudo) that goes on"""
        target._take_photos(self)
        for partner in self.partner_id | self.affected_partner_ids:
            target._add_affected(partner)
        # Members hear what is told to all who are affected, not what others write.
        staff = self.message_partner_ids.filtered(lambda p: not p.partner_share)
        target.message_subscribe(staff.ids)
        target.priority = max((target | self).mapped(lambda r: r.priority or "0"))
        moved = self | self.merged_ids
        moved._by_action().write({"merged_into_id": target.id})
        self.write({"archive": True})
        self._note_merging(target)

    def _take_photos(self, others):
        """:param others: work orders (sudo) whose photos one order (sudo) shows too"""
        before, after = others.photo_before_ids, others.photo_after_ids
        photos = before | after
        photos.filtered(lambda file: file.res_model == self._name).res_id = self.id
        self.write(
            {
                "photo_before_ids": [Command.link(photo.id) for photo in before],
                "photo_after_ids": [Command.link(photo.id) for photo in after],
            }
        )

    def _note_merging(self, target):
        """Say at both ends what became of these work orders."""
        here = self.env._("Merged into %s.", target._get_html_link())
        self._message_log_batch(bodies=dict.fromkeys(self.ids, here))
        links = Markup(", ").join(request._get_html_link() for request in self)
        target._message_log(body=self.env._("Merged into this one: %s.", links))

    def action_view_merged(self):
        """List the work orders that were merged into this one.

        :returns: the window action
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merged Into This"),
            "res_model": self._name,
            "view_mode": "list,form",
            "domain": [("merged_into_id", "=", self.id)],
            "context": {"create": False},
        }

    # What is said afterwards ----------------------------------------------------------

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        # sudo: the member has no rights on the work order that goes on.
        target = self.sudo().merged_into_id
        is_member = not message.author_id or message.author_id.partner_share
        said = message.message_type in ("comment", "email") and not message.is_internal
        if target and is_member and said:
            target._note_words(self, message)
        return result

    def _note_words(self, merged, message):
        """Let the staff of one work order (sudo), which goes on, read what a member
        added to another that was merged into it.

        :param merged: the other work order
        :param message: ``mail.message``"""
        people = self.message_partner_ids | self.user_id.partner_id
        where = self.env._("Merged into this one: %s.", merged._get_html_link())
        self.message_post(
            body=Markup("<p>%s</p>") % where + message.body,
            author_id=message.author_id.id,
            email_from=message.email_from,
            partner_ids=people.filtered(lambda p: not p.partner_share).ids,
            subtype_xmlid="mail.mt_note",
        )

    def _add_photos(self, pictures):
        result = super()._add_photos(pictures)
        if pictures and self.merged_into_id:
            self.merged_into_id._take_photos(self)
        return result

    # What members see -----------------------------------------------------------------

    def _get_portal_state(self):
        # It is not closed without work: the other one is worked on.
        if self.merged_into_id:
            return self.merged_into_id._get_portal_state()
        return super()._get_portal_state()

    def _get_portal_photos(self):
        # What another member photographed is theirs.
        merged = self.merged_ids
        others = merged.photo_before_ids | merged.photo_after_ids
        return super()._get_portal_photos() - others
