from odoo import Command, models
from odoo.exceptions import UserError

from odoo.addons.cowork_members.engine.errors import EngineError

from ..engine.photo import clean_photo

MOST_PHOTOS = 12
TAKES_PHOTOS = ("accepted", "planned", "on_site", "done")
SHOWN_KINDS = ("image/jpeg", "image/png", "image/webp")


class CoworkVendorOrder(models.Model):
    """Photos that vendors add to a work order, and those that they are shown."""

    _inherit = "cowork.vendor.order"

    def _takes_photos(self):
        """:returns: whether the vendor may add photos to one order"""
        return self.state in TAKES_PHOTOS and len(self.photo_ids) < MOST_PHOTOS

    def _add_photos(self, files):
        """Keep what the vendor of one order (sudo) photographed, on the work order.

        :param files: list of ``(name, bytes)``
        :raises UserError: when one is no photo, too large, or one too many
        """
        if not files:
            return
        if self.state not in TAKES_PHOTOS:
            raise UserError(self.env._("Please accept the work order first."))
        if len(self.photo_ids) + len(files) > MOST_PHOTOS:
            raise UserError(
                self.env._(
                    "There can be %s photos at most. Send further ones by e-mail.",
                    MOST_PHOTOS,
                )
            )
        pictures = self._leave_out_known(
            self._read_photo(name, data) for name, data in files
        )
        number = len(self.photo_ids)
        # sudo: the vendor is not signed in; what they photographed belongs to the work
        # order, and is seen by whoever sees that.
        photos = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                [
                    {
                        "name": f"{self.partner_id.name} {number + index}.jpg",
                        "raw": picture,
                        "mimetype": "image/jpeg",
                        "res_model": "maintenance.request",
                        "res_id": self.request_id.id,
                    }
                    for index, picture in enumerate(pictures, 1)
                ]
            )
        )
        links = [Command.link(photo.id) for photo in photos]
        self._by_action().write({"photo_ids": links})
        self.request_id.write({"photo_after_ids": links})

    def _leave_out_known(self, pictures):
        """:param pictures: bytes of JPEGs
        :returns: list of those that the vendor of one order has not sent before: a form
            is sent twice where the connection is bad"""
        known = set(self.photo_ids.mapped("checksum"))
        files = self.env["ir.attachment"]
        found = {files._compute_checksum(picture): picture for picture in pictures}
        return [picture for key, picture in found.items() if key not in known]

    def _read_photo(self, name, data):
        """:returns: what was sent as a photo, as JPEG
        :raises UserError: when it is none, or too large"""
        try:
            return clean_photo(data)
        except EngineError as error:
            if error.code == "photo_large":
                message = self.env._(
                    "%(file)s is larger than %(megabytes)s MB. Send a smaller photo.",
                    file=name,
                    megabytes=error.params["megabytes"],
                )
            else:
                message = self.env._("%s is no photo. Send JPEG or PNG pictures.", name)
            raise UserError(message) from None

    def _get_photos(self):
        """:returns: ``ir.attachment`` that the vendor of one order (sudo) may see"""
        return (self.shown_ids | self.photo_ids).filtered(
            lambda file: file.mimetype in SHOWN_KINDS
        )
