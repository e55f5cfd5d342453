from odoo import api, models


class CoworkLocation(models.Model):
    """What the tablet in the lobby says by itself."""

    _inherit = "cowork.location"

    @api.model
    def _get_kiosk_labels(self):
        """:returns: dict of the words, in the language of the environment"""
        return {
            "welcome": self.env._("Welcome"),
            "choose": self.env._("How can we help you?"),
            "have_qr": self.env._("I have a QR code"),
            "have_qr_hint": self.env._("Check in, or sign out"),
            "visitor": self.env._("I am a visitor"),
            "visitor_hint": self.env._("Without an invitation"),
            "parcel": self.env._("I bring a parcel"),
            "parcel_hint": self.env._("For somebody in the house"),
            "scan": self.env._("Hold your QR code before the camera"),
            "no_camera": self.env._("There is no camera. Type the code."),
            "code": self.env._("Code of your invitation"),
            "next": self.env._("Next"),
            "back": self.env._("Back"),
            "your_name": self.env._("Your name"),
            "your_company": self.env._("Your company (if any)"),
            "host": self.env._("Whom do you visit?"),
            "receiver": self.env._("Whom is it for?"),
            "host_hint": self.env._("Type at least three letters of the name"),
            "no_host": self.env._("Nobody of that name. Please ask the front desk."),
            "hello": self.env._("Hello, %s"),
            "to_host": self.env._("You visit %s"),
            "rules": self.env._("Our house rules"),
            "accept": self.env._("I have read and accept them"),
            "photo": self.env._("A photo for your badge?"),
            "take": self.env._("Take the photo"),
            "again": self.env._("Once more"),
            "skip": self.env._("No photo"),
            "use": self.env._("Use it"),
            "check_in": self.env._("Check in"),
            "leave": self.env._("I am leaving"),
            "bye": self.env._("Goodbye. Thank you for your visit!"),
            "announce": self.env._("Tell them"),
            "done": self.env._("Done"),
            "offline": self.env._(
                "No connection at the moment. Please ask the front desk."
            ),
            "gone": self.env._(
                "This address is not valid any more. Ask the front desk."
            ),
        }
