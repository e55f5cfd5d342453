"""What all steps of an import share: who imports what, and what is there already."""

from collections import namedtuple

from odoo import fields
from odoo.tools import groupby

from ..engine import import_words as words
from ..engine.cell_values import fold
from ..engine.import_checks import Known, KnownSpace, Let, index_rows, space_key

#: A record that may only come to be in this import, by its table and key.
Ref = namedtuple("Ref", "table key")

# Records created or compared at a time; what they need is forgotten afterwards.
CHUNK = 500

CONTEXT = {
    # Ten thousand welcome notes in as many chatters help nobody.
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    # A tax number of the old system is taken as it is.
    "no_vat_validation": True,
    "active_test": False,
}


def chunks(items, size=CHUNK):
    """Yield slices of a list."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def spellings(codes):
    """:returns: the codes in the spellings under which they may be stored"""
    return sorted({s for code in codes for s in (code, code.upper(), code.lower())})


class ImportRun:
    """One check or import of one workbook into one company.

    :param wizard: ``cowork.import`` record
    :param tables: dict of tables as the engine has read them
    """

    def __init__(self, wizard, tables):
        self.company = wizard.company_id
        self.env = wizard.with_company(self.company).with_context(**CONTEXT).env
        self.tables = tables
        self.cutover = wizard.cutover_date
        self.today = fields.Date.context_today(wizard)
        self.kinds = {}
        self.usages = {}
        self.languages = installed_languages(self.env)
        self.ids = {name: {} for name in ("locations", "spaces", "plans", "members")}
        self.ids.update(contracts={}, contacts={})
        self._first_rows = {}
        # sudo: also companies the user does not see count here.
        companies = self.env["res.company"].sudo().search_count([], limit=2)
        # Contacts are shared as usual, unless there is somebody to hide them from.
        self.partner_company_id = self.company.id if companies > 1 else False
        self._load_kinds()

    def rows(self, name):
        return self.tables[name].rows if name in self.tables else []

    # What is there already -------------------------------------------------------

    def load(self):
        """Find what is there of what the workbook names.

        :returns: :class:`~..engine.import_checks.Known`
        """
        known = Known(usages=self.usages, languages=self.languages)
        self._load_locations(known)
        self._load_spaces(known)
        self._load_plans(known)
        self._load_members(known)
        self._load_contracts()
        self._load_lets(known)
        return known

    def _load_kinds(self):
        for kind in self.env["cowork.space.kind"].search([]):
            self.kinds[kind.code] = kind.id
            self.usages[kind.code] = kind.usage

    def _search_company(self, model, domain=()):
        return self.env[model].search(
            [("company_id", "=", self.company.id), *domain], order="id"
        )

    def _load_locations(self, known):
        for location in self._search_company("cowork.location"):
            self.ids["locations"].setdefault(fold(location.code), location.id)
        known.locations = set(self.ids["locations"])

    def _load_plans(self, known):
        for plan in self._search_company("cowork.plan"):
            self.ids["plans"].setdefault(fold(plan.code), plan.id)
            known.plans.setdefault(fold(plan.code), plan.kind_id.code)

    def _load_spaces(self, known):
        named = {
            self.ids["locations"].get(fold(row.get("location")))
            for name in ("spaces", "contracts")
            for row in self.rows(name)
            if row.get("location")
        } - {None}
        codes = {i: code for code, i in self.ids["locations"].items()}
        spaces = self.env["cowork.space"].search(
            [("location_id", "in", sorted(named)), ("code", "!=", False)], order="id"
        )
        keys = {
            space.id: (codes[space.location_id.id], fold(space.code))
            for space in spaces
        }
        for space in spaces:
            key = keys[space.id]
            self.ids["spaces"].setdefault(key, space.id)
            known.spaces[key] = KnownSpace(
                space.kind_id.code, keys.get(space.parent_id.id), space.area
            )

    def _load_members(self, known):
        codes = {row.get("code") for row in self.rows("members")}
        codes |= {row.get("member") for row in self.rows("contracts")}
        # sudo: whether a code is taken does not depend on who imports.
        partners = (
            self.env["res.partner"]
            .sudo()
            .search_fetch(
                [
                    ("ref", "in", spellings(codes - {None})),
                    ("parent_id", "=", False),
                    ("company_id", "in", (False, self.company.id)),
                ],
                ["ref", "is_company"],
                order="id",
            )
        )
        for key, same in groupby(partners, lambda partner: fold(partner.ref)):
            self.ids["members"][key] = same[0].id
            if not same[0].is_company:
                self.ids["contacts"][key] = same[0].id
            if len(same) > 1:
                known.doubtful_members.add(key)
        known.members = set(self.ids["members"])

    def _load_contracts(self):
        numbers = {row.get("number") for row in self.rows("contracts")} - {None}
        contracts = self._search_company(
            "cowork.contract", [("external_ref", "in", spellings(numbers))]
        )
        for contract in contracts:
            self.ids["contracts"].setdefault(fold(contract.external_ref), contract.id)

    def _load_lets(self, known):
        keys = {}
        for row in self.rows("contracts"):
            key = space_key(row, "space")
            if key in self.ids["spaces"]:
                keys[self.ids["spaces"][key]] = key
        lines = self.env["cowork.contract.line"].search(
            [("space_id", "in", sorted(keys)), ("holds_space", "=", True)]
        )
        for line in lines:
            number = line.contract_id.external_ref
            known.lets.append(
                Let(
                    keys[line.space_id.id],
                    line.date_start,
                    line.date_stop or None,
                    line.contract_id.name,
                    number and fold(number),
                )
            )

    # References --------------------------------------------------------------------

    def find(self, value):
        """:returns: the id a :class:`Ref` stands for, None when it is yet to come"""
        return self.ids[value.table].get(value.key)

    def resolve(self, vals):
        """:returns: ``vals`` with every :class:`Ref` replaced by its id"""
        return {
            name: self.ids[value.table][value.key] if isinstance(value, Ref) else value
            for name, value in vals.items()
        }

    def first_rows(self, name):
        """:returns: rows of a table by key"""
        if name not in self._first_rows:
            self._first_rows[name] = index_rows(self.tables.get(name))
        return self._first_rows[name]


def installed_languages(env):
    """:returns: code of the installed language by every word that may stand for it"""
    installed = [code for code, _name in env["res.lang"].get_installed()]
    found = {}
    for code in installed:
        found.setdefault(fold(code.split("_")[0]), code)
    for code in installed:
        found[fold(code)] = code
        found[fold(code.replace("_", "-"))] = code
    for word, code in words.LANGUAGES.items():
        if code in installed:
            found[word] = code
    # “zh” alone means the simplified script, whichever is installed.
    if "zh_CN" not in installed:
        found.pop("zh", None)
    return found


def kind_words(env):
    """:returns: code of a space kind by every word that may stand for it"""
    kinds = env["cowork.space.kind"].search([])
    codes = set(kinds.mapped("code"))
    found = {
        word: code
        for word, code in words.SPACE_KINDS.items()
        if code in codes or code == "meeting"
    }
    for lang, _name in env["res.lang"].get_installed():
        for kind in kinds.with_context(lang=lang):
            found[words.key(kind.name)] = kind.code
    found.update({words.key(code): code for code in codes})
    return found
