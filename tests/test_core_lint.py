"""The ERP's own linters of addons (``test_lint``), pointed at ours.

They look at every module on the addons path; here at those of this repository. The
ones that look at models look at all that are installed. Left out are ESLint, which
wants a version older than that of the project's own rules, and what checks the
checkers.
"""

import subprocess
from pathlib import Path
from unittest.mock import patch

from odoo import tools
from odoo.modules import Manifest
from odoo.tests import tagged

from odoo.addons.test_lint.tests import (
    test_docstring,
    test_dunderinit,
    test_i18n,
    test_index,
    test_jstranslate,
    test_manifests,
    test_naming,
    test_onchange_domains,
    test_orm_import,
    test_override_signatures,
    test_pofile,
    test_pylint,
    test_routes,
    test_test_holes,
)

ADDONS = Path(__file__).resolve().parents[1] / "addons"
#: what pylint itself finds, which ``make lint`` looks for in the same files: it follows
#: every call into the ERP, which takes most of the time
LINTED = (
    "eval-used",
    "function-redefined",
    "undefined-variable",
    "unreachable",
    "used-before-assignment",
)
_run = subprocess.run


class OurAddons:
    """Restricts a linter to the addons of this repository."""

    def setUp(self):
        super().setUp()
        self.manifests = [
            manifest
            for manifest in Manifest.all_addon_manifests()
            if Path(manifest.path).parent == ADDONS
        ]
        # a linter that looks at nothing finds nothing
        self.assertTrue(self.manifests)
        patcher = patch.object(
            Manifest, "all_addon_manifests", staticmethod(lambda: self.manifests)
        )
        patcher.start()
        self.addCleanup(patcher.stop)


class TestDunderinit(OurAddons, test_dunderinit.TestDunderinit):
    pass


class TestManifests(OurAddons, test_manifests.ManifestLinter):
    pass


class TestTestHoles(OurAddons, test_test_holes.TestTestHoles):
    pass


class TestOnchangeDomains(OurAddons, test_onchange_domains.TestOnchangeDomains):
    pass


class TestOrmImport(OurAddons, test_orm_import.TestDunderinit):
    pass


class TestJsTranslations(OurAddons, test_jstranslate.TestJsTranslations):
    pass


class TestI18n(OurAddons, test_i18n.TestI18n):
    pass


class TestPotFiles(OurAddons, test_pofile.PotLinter):
    pass


class TestPylint(OurAddons, test_pylint.TestPyLint):
    def setUp(self):
        super().setUp()
        # it always looks at the ERP's own folder too, for many minutes
        patcher = patch.object(tools.config, "root_path", self.manifests[0].path)
        patcher.start()
        self.addCleanup(patcher.stop)
        patcher = patch.object(test_pylint.subprocess, "run", self._run_pylint)
        patcher.start()
        self.addCleanup(patcher.stop)

    def _run_pylint(self, command, **kwargs):
        # comments in our code name messages of pylint-odoo, which is not loaded here
        disabled = ",".join(["unknown-option-value", *LINTED])
        # of tests the ERP's own checkers say nothing
        left_out = "--ignore-patterns=test_.*"
        return _run([*command, f"--disable={disabled}", left_out], **kwargs)

    def test_what_is_not_looked_for_here_is_in_make_lint(self):
        linted = (ADDONS.parent / ".pylintrc").read_text()
        self.assertEqual([name for name in LINTED if name not in linted], [])


@tagged("post_install", "-at_install")
class TestDocstring(OurAddons, test_docstring.TestDocstring):
    """Public methods: the ERP shows their docstrings to those who use its API."""

    def setUp(self):
        super().setUp()
        ours = tuple(manifest.name for manifest in self.manifests)
        name = "MODULES_TO_LINT_ONLY_PUBLIC_METHODS"
        patcher = patch.object(test_docstring, name, ours)
        patcher.start()
        self.addCleanup(patcher.stop)


@tagged("post_install", "-at_install")
class TestIndex(test_index.TestIndex):
    pass


@tagged("post_install", "-at_install")
class TestNaming(test_naming.TestNaming):
    pass


@tagged("post_install", "-at_install")
class TestOverrideSignatures(test_override_signatures.TestLintOverrideSignatures):
    pass


@tagged("post_install", "-at_install")
class TestRoutes(test_routes.RoutesLinter):
    pass
