from odoo import api, fields, models
from odoo.exceptions import UserError

# Writing one of these may change what a promotion comes to.
PROMOTED_FIELDS = {
    "date_start",
    "date_end",
    "pricelist_id",
    "currency_id",
    "location_id",
}


class CoworkContract(models.Model):
    """A promotion claimed by a contract: agreed prices and free days on its lines."""

    _inherit = "cowork.contract"

    promotion_id = fields.Many2one(
        "cowork.promotion",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        check_company=True,
        tracking=True,
    )
    promotion_text = fields.Char(
        "Promotion in Words",
        compute="_compute_promotion_text",
        # sudo: members may know what they were given, not all that is given.
        compute_sudo=True,
    )

    @api.depends("promotion_id", "date_start")
    @api.depends_context("lang")
    def _compute_promotion_text(self):
        for contract in self:
            promotion, begin = contract.promotion_id, contract.date_start
            contract.promotion_text = (
                promotion._describe(begin) if promotion and begin else False
            )

    def action_apply_promotion(self, code):
        """Claim a promotion for a draft contract: what it gives is agreed on the lines
        of its plans, as price changes or rent-free days.

        :param code: the promotion's code, in upper or lower case
        :returns: True
        :raises UserError: saying why the promotion does not apply
        """
        self.ensure_one()
        self.check_access("write")
        self._require_state(("draft",), self.env._("Apply a promotion"))
        promotion = self._find_promotion(code)
        promotion._check_claim(self.location_id._today())
        if promotion == self.promotion_id:
            self._refresh_promotion()
            return True
        if not self._get_eligible_lines(promotion):
            raise UserError(
                self.env._(
                    "%(promotion)s is for other plans: %(plans)s.",
                    promotion=promotion.display_name,
                    plans=", ".join(promotion.plan_ids.mapped("name"))
                    or self.env._("this contract has none yet"),
                )
            )
        self._release_promotion()
        promotion._count_use(1)
        self._by_action().write({"promotion_id": promotion.id})
        self._refresh_promotion()
        return True

    def action_remove_promotion(self):
        """Take the promotion off draft contracts again.

        :returns: True
        :raises UserError: when a contract is no draft any more
        """
        self.check_access("write")
        self._require_state(("draft",), self.env._("Remove the promotion"))
        self._release_promotion()
        return True

    def _find_promotion(self, code):
        """:raises UserError: when no promotion of the company has the code"""
        promotions = self.env["cowork.promotion"].with_context(active_test=False)
        wanted = promotions._normalize(code)
        found = wanted and promotions.search(
            [("code", "=", wanted), ("company_id", "=", self.company_id.id)]
        )
        if not found:
            raise UserError(self.env._("No promotion has the code “%s”.", code or ""))
        return found

    def _get_eligible_lines(self, promotion):
        return self.line_ids.filtered(
            lambda line: not line._is_empty()
            and (not promotion.plan_ids or line.plan_id in promotion.plan_ids)
        )

    def _release_promotion(self):
        """Take promotions off contracts, and let others claim them."""
        promoted = self.filtered("promotion_id")
        for promotion, contracts in promoted.grouped("promotion_id").items():
            promotion._count_use(-len(contracts))
        promoted.line_ids._drop_promotion()
        promoted._by_action().write({"promotion_id": False})

    def _refresh_promotion(self):
        """Agree anew on what promotions come to, until the members have moved in."""
        for contract in self.filtered("promotion_id"):
            promotion = contract.promotion_id
            lines = contract._get_eligible_lines(promotion)
            if contract.state == "signed":
                # An amendment that was signed is no new contract.
                lines = lines.filtered("has_promotion")
            elif contract.state != "draft":
                continue
            contract.line_ids._drop_promotion()
            lines._agree_promotion(promotion, contract.date_start)

    # What changes it -------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if PROMOTED_FIELDS & vals.keys():
            self._refresh_promotion()
        return result

    def unlink(self):
        self._release_promotion()
        return super().unlink()

    def action_sign(self):
        """Sign draft contracts: their exclusive spaces are held from now on.

        :returns: True
        :raises UserError: when a contract is no draft, has no plan, or its promotion
            is over
        :raises ValidationError: when a space is let to another contract
        """
        for contract in self.filtered(lambda c: c.state == "draft" and c.promotion_id):
            contract.promotion_id._check_claim(contract.location_id._today())
            contract._refresh_promotion()
        return super().action_sign()

    def action_cancel(self, reason=None, note=None):
        """Call off contracts that never began; their spaces are free again, and others
        may claim their promotions.

        :param reason: ``cowork.lost.reason``, or its id
        :param note: text kept with the reason
        :returns: True
        :raises UserError: when a contract is running already
        """
        result = super().action_cancel(reason, note)
        self._release_promotion()
        return result

    def _get_agreement_terms(self):
        sentences = super()._get_agreement_terms()
        if self.promotion_text:
            sentences.append(f"{self.promotion_text}.")
        return sentences
