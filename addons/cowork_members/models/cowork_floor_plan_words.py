from odoo import api, models


class CoworkFloorPlan(models.Model):
    """What is wrong with a plan, in sentences."""

    _inherit = "cowork.floor.plan"

    @api.model
    def _word_plan_error(self, error):
        """:param error: ``EngineError``
        :returns: sentence that says what is wrong and what to do"""
        words = {
            "plan_active": self.env._(
                "The drawing contains something that is not drawn: %(what)s. Export it"
                " as plain SVG without scripts, links and styles, or as PNG.",
                what=error.params.get("what"),
            ),
            "plan_image": self.env._(
                "A plan is a PNG, JPEG, GIF or SVG image: choose one."
            ),
            "plan_size": self.env._(
                "The drawing does not say how large it is. Give it a viewBox, or export"
                " it as PNG."
            ),
            "shapes_list": self.env._("Give the shapes as a list."),
            "shapes_many": self.env._(
                "A plan holds %s shapes at most.", error.params.get("limit")
            ),
        }
        return words.get(error.code) or self._word_shape_error(error)

    @api.model
    def _word_shape_error(self, error):
        values = error.params
        return {
            "shape_type": self.env._(
                "Shape %(number)s is neither a rectangle nor a polygon.", **values
            ),
            "shape_space": self.env._(
                "Shape %(number)s stands for no space. Choose one, or delete it.",
                **values,
            ),
            "shape_twice": self.env._(
                "Shape %(number)s stands for a space that is drawn already. Delete one"
                " of the two.",
                **values,
            ),
            "shape_point": self.env._(
                "Shape %(number)s: every point is a pair of numbers from 0 to 1.",
                **values,
            ),
            "shape_points": self.env._(
                "Shape %(number)s: a rectangle has two corners, a polygon three to"
                " sixty.",
                **values,
            ),
            "shape_size": self.env._(
                "Shape %(number)s covers nothing. Draw it larger, or delete it.",
                **values,
            ),
        }[error.code]
