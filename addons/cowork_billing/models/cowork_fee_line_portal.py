from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

#: longest question
QUESTION_LIMIT = 2000
#: questions one member may ask in a day
DAILY_PARAMETER = "cowork_billing.questions_per_day"
DAILY = 10
#: what the preview shows of a charge
PREVIEWED = (
    "key",
    "kind",
    "contract_id",
    "contract_line_id",
    "currency_id",
    "space_id",
    "product_id",
    "name",
    "period_start",
    "period_end",
    "quantity",
    "price_unit",
    "discount",
    "amount",
    "amount_untaxed",
    "computation",
)


class CoworkFeeLine(models.Model):
    """What a charge tells the member, and what the member asks about it."""

    _inherit = "cowork.fee.line"

    question_ids = fields.One2many("cowork.fee.question", "fee_line_id", "Questions")
    question_count = fields.Integer(compute="_compute_question_count")

    def _compute_question_count(self):
        counts = dict(
            self.env["cowork.fee.question"]._read_group(
                [("fee_line_id", "in", self.ids)], ["fee_line_id"], ["__count"]
            )
        )
        for fee in self:
            fee.question_count = counts.get(fee, 0)

    def action_view_questions(self):
        """:returns: the window action with what members asked about these charges"""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_billing.action_cowork_fee_question"
        )
        action["domain"] = [("fee_line_id", "in", self.ids)]
        action["context"] = {}
        return action

    def _to_preview(self):
        """:returns: list of values of charges that wait for an invoice"""
        return self._read_format(PREVIEWED, load=None)

    # Where it comes from -------------------------------------------------------

    def _get_sources(self):
        """Where one charge comes from, for the member who pays it.

        :returns: list of dicts of ``text``, and ``url`` where there is a page"""
        self.ensure_one()
        # sudo: what a charge comes from, for who may read the charge.
        fee = self.sudo()
        usages = fee._get_charged_usages(fee.computation)
        return fee._describe_sources(fee.contract_line_id, usages, fee.credited_line_id)

    @api.model
    def _get_preview_sources(self, vals):
        """:param vals: values of a charge to come
        :returns: see ``_get_sources``"""
        # sudo: what a charge will come from, for who may see the preview.
        fees = self.env["cowork.fee.line"].sudo()
        lines = fees.contract_line_id.browse(vals["contract_line_id"] or [])
        usages = fees._get_charged_usages(vals["computation"])
        credited = fees.browse(vals.get("credited_line_id") or [])
        return fees._describe_sources(lines, usages, credited)

    @api.model
    def _get_charged_usages(self, computation):
        """:returns: ``cowork.usage`` that a charge was computed from"""
        items = (computation or {}).get("items", ())
        return self.env["cowork.usage"].browse(item["usage"] for item in items)

    def _read_usages(self):
        """Read at once what these charges were computed from."""
        usages = self.env["cowork.usage"].union(
            *map(self._get_charged_usages, self.mapped("computation"))
        )
        usages.fetch(["date", "quantity", "note", "key", "origin_model", "origin_id"])
        (usages.usage_type_id.uom_id | usages.uom_id).fetch(["name"])

    @api.model
    def _describe_sources(self, line, usages, credited):
        """:param line: ``cowork.contract.line`` of a charge, may be empty
        :param usages: ``cowork.usage`` it charges
        :param credited: the charge that a credit takes back, may be empty
        :returns: see ``_get_sources``"""
        sources = [self._describe_line_source(line)] if line else []
        sources += [usage._describe_source() for usage in usages]
        if credited:
            text = self.env._("Takes back: %s", credited.explanation)
            sources.append({"text": text, "url": False})
        return sources

    @api.model
    def _describe_line_source(self, line):
        contract = line.contract_id
        text = self.env._(
            "%(contract)s: %(what)s, from %(start)s",
            contract=contract.name,
            what=line.name,
            start=format_date(self.env, line.date_start),
        )
        if line.space_id:
            text = f"{text} · {line.space_id.display_name}"
        return {"text": text, "url": f"/my/cowork/{contract.id}#plans"}

    # Questions -----------------------------------------------------------------

    def _portal_ask(self, text):
        """The member asks about one charge; finance gets a to-do.

        :param text: what the member wrote
        :returns: ``cowork.fee.question`` (sudo): the new one, or the one that waits for
            an answer already
        :raises AccessError: when the user may not see the charge
        :raises UserError: when nothing, too much or too often was asked"""
        self.ensure_one()
        self.check_access("read")
        user = self.env.user
        if not self.contract_id._shows_fees_to(user):
            raise AccessError(self.env._("Only who pays can ask about a charge."))
        text = (text or "").strip()
        if not text or len(text) > QUESTION_LIMIT:
            raise UserError(
                self.env._(
                    "Please write your question, in up to %s characters.",
                    QUESTION_LIMIT,
                )
            )
        # sudo: members write nothing themselves; that they may ask was checked.
        questions = self.env["cowork.fee.question"].sudo()
        waiting = questions.search(
            [("fee_line_id", "=", self.id), ("state", "=", "open")]
        )
        if waiting:
            return waiting._add_words(user.partner_id, text)
        self._check_question_rate()
        return questions._ask(self.sudo(), user.partner_id, text)

    def _check_question_rate(self):
        """:raises UserError: when a member asks more in a day than people can answer"""
        # sudo: a setting of the server, not a secret.
        limit = self.env["ir.config_parameter"].sudo().get_param(DAILY_PARAMETER, "")
        limit = int(limit) if limit.isdecimal() else DAILY
        asked = self.env["cowork.fee.question"].sudo()  # sudo: only counted.
        family = self.env.user.partner_id.sudo().commercial_partner_id
        since = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        count = asked.search_count(
            [
                ("asked_by.commercial_partner_id", "=", family.id),
                ("create_date", ">", since),
            ],
            limit=limit,
        )
        if count >= limit:
            raise UserError(
                self.env._(
                    "You have asked %s questions today. Please wait for the answers,"
                    " or call us.",
                    count,
                )
            )

    # The page ------------------------------------------------------------------

    def _group_by_invoice(self):
        """:returns: list of ``(move, charges)``, in the order of these charges; the
        move (sudo) is empty where nothing was to pay"""
        # sudo: number, date and state of the invoice, for who may read its charges.
        self.sudo()._read_usages()
        groups = {}
        for fee in self:
            groups.setdefault(fee.sudo().move_id, []).append(fee.id)
        # All charges of the page are read together.
        ids = self._prefetch_ids
        return [(move, self.browse(f).with_prefetch(ids)) for move, f in groups.items()]
