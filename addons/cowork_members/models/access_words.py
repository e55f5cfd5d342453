"""What a door answers, as codes for machines and sentences for people."""

#: why somebody was let in
GRANTED = [
    ("contract", "Membership"),
    ("booking", "Booking"),
    ("employee", "Staff"),
    ("leaving", "On the way out"),
]
#: why not
REFUSED = [
    ("unknown", "Unknown credential"),
    ("wrong_pin", "Wrong number or PIN"),
    ("locked", "Too many wrong PINs"),
    ("lost", "Reported lost"),
    ("revoked", "Revoked"),
    ("not_valid_yet", "Not valid yet"),
    ("expired", "Expired"),
    ("wrong_location", "Not for this location"),
    ("closed_point", "Access point out of use"),
    ("passback", "In or out already"),
    ("no_contract", "No membership"),
    ("other_location", "Membership of another location"),
    ("not_started", "Membership has not begun"),
    ("ended", "Membership has ended"),
    ("suspended", "Membership suspended"),
    ("blocked", "Membership blocked"),
    ("booking_only", "Only with a booking"),
    ("outside_hours", "Outside the access hours"),
    ("wrong_space", "Not for this door"),
    ("no_pass", "No day pass left"),
    ("not_served", "Does not work here"),
]
REASONS = GRANTED + REFUSED


def get_sentence(env, reason):
    """:param reason: code from above
    :returns: what a display at the door may say, in the language of ``env``"""
    sentences = {
        "contract": env._("Welcome."),
        "booking": env._("Welcome to your booking."),
        "employee": env._("Welcome."),
        "leaving": env._("Goodbye."),
        "unknown": env._("This credential is not known. Ask the front desk."),
        "wrong_pin": env._("Number or PIN is wrong."),
        "locked": env._("Too many wrong PINs. Use a card, or wait a quarter hour."),
        "lost": env._("This credential was reported lost. Ask the front desk."),
        "revoked": env._("This credential was withdrawn. Ask the front desk."),
        "not_valid_yet": env._("This credential is not valid yet."),
        "expired": env._("This credential has expired. Ask the front desk."),
        "wrong_location": env._("This credential is for another location."),
        "closed_point": env._("This door is out of use. Take another one."),
        "passback": env._("You have gone this way already. Ask the front desk."),
        "no_contract": env._("There is no membership. Ask the front desk."),
        "other_location": env._("The membership is for another location."),
        "not_started": env._("The membership has not begun yet."),
        "ended": env._("The membership has ended, or names this person no longer."),
        "suspended": env._("The membership is suspended."),
        "blocked": env._("The membership is blocked. Ask the front desk."),
        "booking_only": env._("This plan opens doors only for bookings."),
        "outside_hours": env._("The plan gives no access at this hour."),
        "wrong_space": env._("The membership does not include this space."),
        "no_pass": env._("There is no day pass left. Ask the front desk."),
        "not_served": env._("You do not work at this location."),
    }
    return sentences[reason]
