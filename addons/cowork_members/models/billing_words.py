"""Words for billing terms, used by plans, contract lines and the agreement."""


def billing_cycle(env, interval, unit):
    """How often is charged.

    :param env: environment whose language the words are in
    :param interval: how many units one period lasts
    :param unit: ``day``, ``week``, ``month`` or ``year``
    :returns: text such as “every month” or “every 3 months”
    """
    if interval == 1:
        return {
            "day": env._("every day"),
            "week": env._("every week"),
            "month": env._("every month"),
            "year": env._("every year"),
        }[unit]
    return {
        "day": env._("every %s days", interval),
        "week": env._("every %s weeks", interval),
        "month": env._("every %s months", interval),
        "year": env._("every %s years", interval),
    }[unit]
