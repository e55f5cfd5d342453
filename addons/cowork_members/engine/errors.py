"""What the arithmetic of contracts, of their billing and of bookings refuses."""

MESSAGES = {
    "anchor": "unknown anchor %(anchor)s",
    "bill_in": "unknown way of billing %(bill_in)s",
    "billing_day": "the billing day must be 1 to 31, not %(billing_day)s",
    "booking_days": "a booking of %(days)s days is longer than %(limit)s days",
    "booking_order": "the end %(stop)s is not after the start %(start)s",
    "credit_overlap": "days %(first)s to %(last)s of %(key)s were credited twice",
    "credit_unknown": "%(key)s credits %(credits)s, which is not a charge of this line",
    "date_range": "%(date)s is not a date that can be billed",
    "discount": "the discount must be 0 to 100 %%, not %(discount)s",
    "double_billed": "%(first)s to %(last)s is billed twice: %(key)s and %(other)s",
    "end_before_start": "the last day %(last_day)s is before the first %(first_day)s",
    "fee_kind": "unknown kind of fee %(kind)s",
    "fee_percent": "the fee must be 0 to 100 %%, not %(percent)s",
    "holding_percent": "the holding fee must be 0 to 100 %%, not %(holding_percent)s",
    "interest_rate": "interest is 0 to 100 percent, not %(rate)s",
    "interval": "the interval must be a whole number of at least 1, not %(interval)s",
    "lead_days": "a period is due 0 to 366 days ahead, not %(lead_days)s",
    "moment": "%(moment)s is not a moment that can be booked",
    "negative": "%(name)s must not be negative: %(value)s",
    "no_rate": "no rate covers %(start)s to %(stop)s on %(day)s",
    "no_name": "no name in the line %(line)s",
    "not_a_number": "%(value)s is not a number",
    "photo_image": "the file is not a JPEG or PNG picture",
    "photo_large": "the photo is larger than %(megabytes)s MB, or has too many dots",
    "plan_active": "the drawing of the plan contains %(what)s",
    "plan_image": "the plan is not a PNG, JPEG, GIF or SVG image",
    "plan_size": "the drawing of the plan does not say how large it is",
    "positive": "%(name)s must be more than nothing, not %(value)s",
    "proration": "unknown proration %(proration)s",
    "quantity": "the quantity must not be negative: %(quantity)s",
    "range_order": "%(last)s is before %(first)s",
    "rate_unit": "unknown unit of a rate %(unit)s",
    "rate_weekdays": "days of the week are 0 to 6, not %(weekdays)s",
    "rate_window": "a rate is for hours of 0 to 24, not %(hour_from)s to %(hour_to)s",
    "rounding": "the currency rounding must be positive, not %(rounding)s",
    "rule_count_until": "the rule has both COUNT and UNTIL",
    "rule_empty": "no day meets the rule %(rule)s",
    "rule_endless": "the rule has neither COUNT nor UNTIL",
    "rule_frequency": "unknown frequency or one below a day: %(freq)s",
    "rule_part": "not a part of a rule, or not with the others: %(part)s",
    "series_count": "the series has more than %(limit)s dates",
    "series_until": "the series goes on after %(limit)s",
    "shape_point": "shape %(number)s has a point outside of the plan",
    "shape_points": "shape %(number)s needs %(least)s to %(most)s points",
    "shape_size": "shape %(number)s covers nothing",
    "shape_space": "shape %(number)s stands for no space",
    "shape_twice": "shape %(number)s stands for a space that is drawn already",
    "shape_type": "shape %(number)s is neither a rectangle nor a polygon",
    "shapes_list": "the shapes are not a list",
    "shapes_many": "a plan holds %(limit)s shapes at most",
    "target_too_far": "%(target)s is more than %(months)s months after %(today)s",
    "time_zone": "unknown time zone %(tz)s",
    "too_large": "%(value)s is too large for an amount",
    "unit": "unknown period unit %(unit)s",
    "wish_clock": "%(text)s is not a time of day",
    "wish_day": "%(text)s is not a day",
    "wish_length": "%(text)s is not a number of minutes of a booking",
    "wish_order": "%(until)s is not after %(begin)s",
}


class EngineError(ValueError):
    """Something the arithmetic refuses.

    The caller translates it: ``code`` says what is wrong, ``params`` are the values
    to put into the sentence. ``str()`` of it is an English sentence for the log.

    :param code: one of :data:`MESSAGES`
    :param params: the values the message names (dates as ``date``, numbers as given)
    """

    def __init__(self, code, **params):
        self.code = code
        self.params = params
        super().__init__(MESSAGES[code] % params)
