"""Checks of translations that the tests of all addons share."""

import re

import polib

from odoo.tools.misc import file_path

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|%%")


class I18nMixin:
    """What every addon's translations must be; set ``module`` in the test class."""

    allow_inherited_tests_method = True
    module = None
    #: what the manuals call things, in simplified and traditional characters
    terms = {}

    def _read(self, name):
        return polib.pofile(file_path(f"{self.module}/i18n/{name}"))

    def test_every_term_is_translated(self):
        for lang in ("zh_CN", "zh_TW"):
            catalogue = self._read(f"{lang}.po")
            self.assertEqual(
                [e.msgid for e in catalogue.untranslated_entries()], [], lang
            )
            self.assertEqual([e.msgid for e in catalogue.fuzzy_entries()], [], lang)

    def test_translations_match_the_template(self):
        template = {e.msgid for e in self._read(f"{self.module}.pot")}
        for lang in ("zh_CN", "zh_TW"):
            translated = {e.msgid for e in self._read(f"{lang}.po")}
            self.assertEqual(translated ^ template, set(), lang)

    def test_translations_keep_their_placeholders(self):
        for lang in ("zh_CN", "zh_TW"):
            for entry in self._read(f"{lang}.po"):
                with self.subTest(lang=lang, msgid=entry.msgid):
                    self.assertEqual(
                        sorted(PLACEHOLDER.findall(entry.msgstr)),
                        sorted(PLACEHOLDER.findall(entry.msgid)),
                    )

    def test_the_manuals_words_are_used(self):
        for lang, column in (("zh_CN", 0), ("zh_TW", 1)):
            found = {e.msgid: e.msgstr for e in self._read(f"{lang}.po")}
            for msgid, words in self.terms.items():
                self.assertEqual(found[msgid], words[column], lang)
