import re

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, ValidationError

# An identity in the context: no remote caller can send it, so none can claim to be one
# of our own actions.
STATE_CHANGE = object()
# What JSON can say and PostgreSQL cannot keep: NUL, and halves of characters.
UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


class CoworkProtectedMixin(models.AbstractModel):
    """Fields that only the product's own methods write, whoever calls them."""

    _name = "cowork.protected.mixin"
    _description = "Fields Kept by the System"

    # Results and traces: nobody writes them through a form, an import or the API.
    _protected_fields = frozenset()
    # What the record belongs to, set once: record rules look at it.
    _owner_fields = frozenset()
    # What decides who sees the record: nobody may push it out of their own sight.
    _scope_fields = frozenset()

    @api.model
    @tools.ormcache()
    def _get_protected_fields(self):
        """:returns: the protected fields of the model and of every mixin it has"""
        sets = (vars(cls).get("_protected_fields", ()) for cls in type(self).mro())
        return frozenset().union(*sets)

    def _is_by_action(self):
        return self.env.context.get("cowork_state_change") is STATE_CHANGE

    def _by_action(self):
        """:returns: the records as the product's own methods may write them"""
        return self.with_context(cowork_state_change=STATE_CHANGE)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_nonsense(vals)
        if self._is_by_action():
            return super().create(vals_list)
        protected = self._get_protected_fields()
        for vals in vals_list:
            self._refuse_fields(protected & vals.keys())
        forged = {f"default_{name}" for name in protected}
        if not forged & self.env.context.keys():
            return super().create(vals_list)
        context = {k: v for k, v in self.env.context.items() if k not in forged}
        # Replaced, not added to: the forged keys must go.
        cleaned = self.with_context(context)  # pylint: disable=context-overridden
        records = super(CoworkProtectedMixin, cleaned).create(vals_list)
        return records.with_env(self.env)

    def write(self, vals):
        self._refuse_nonsense(vals)
        if not self._is_by_action():
            self._refuse_fields(self._get_protected_fields() & vals.keys())
            self._refuse_fields(
                name
                for name in self._owner_fields & vals.keys()
                if any(record._would_change(name, vals[name]) for record in self)
            )
        result = super().write(vals)
        if self._scope_fields & vals.keys():
            self.check_access("write")
        return result

    def _would_change(self, name, value):
        """:returns: whether writing ``value`` to the field changes this record"""
        field = self._fields[name]
        new = field.convert_to_record(field.convert_to_cache(value, self), self)
        return self[name] != new

    def _refuse_nonsense(self, vals):
        """JSON knows no bounds: what no column or calendar holds is refused at once.

        :raises ValidationError: telling which field"""
        for name, value in vals.items():
            field = self._fields.get(name)
            if field and value and not self._can_be_kept(field.type, value):
                raise ValidationError(
                    self.env._(
                        "%(field)s: %(value)s is not a value that can be kept.",
                        field=field._description_string(self.env),
                        value=UNWRITABLE.sub("\ufffd", str(value)[:100]),
                    )
                )

    @api.model
    def _can_be_kept(self, kind, value):
        """:param kind: type of the field
        :returns: whether ``value``, which is not empty, is one for such a field"""
        if kind in ("char", "text", "html"):
            return not (isinstance(value, str) and UNWRITABLE.search(value))
        if kind == "date":
            return self._is_day(value, fields.Date.to_date)
        if kind == "datetime":
            return self._is_day(value, fields.Datetime.to_datetime)
        if kind == "integer":
            return self._is_number(value, 2**31, int)
        if kind in ("float", "monetary"):
            return self._is_number(value, 1e15, float)
        if kind == "many2one":
            # The ORM takes what is no id for an empty value.
            if isinstance(value, (str, float, list, dict, bool)):
                return False
            return not isinstance(value, int) or 0 < value < 2**31
        return True

    @api.model
    def _is_number(self, value, limit, parse):
        """:param parse: function by which the ORM reads such a value
        :returns: whether ``value`` is a number below ``limit``, of which nothing is
        lost"""
        try:
            number = parse(value)
            whole = number == float(value)
            return whole and abs(number) < limit and not isinstance(value, bool)
        except (TypeError, ValueError, OverflowError):
            return False

    @api.model
    def _is_day(self, value, parse):
        """:param parse: function by which the ORM reads such a value
        :returns: whether ``value`` is on a day of a calendar people use"""
        try:
            return 1900 <= parse(value).year <= 2200
        except (LookupError, TypeError, ValueError, OverflowError):
            return False

    def _refuse_fields(self, names):
        """:raises AccessError: when there are ``names``, telling which fields"""
        labels = [self._fields[name]._description_string(self.env) for name in names]
        if labels:
            raise AccessError(
                self.env._(
                    "%(model)s: %(fields)s is kept by the system and cannot be written"
                    " directly. Use the buttons of the contract.",
                    model=self.env["ir.model"]._get(self._name).name,
                    fields=", ".join(sorted(labels)),
                )
            )
