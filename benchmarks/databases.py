"""Databases of the benchmark: filled once per size, copied for every measurement."""

import os
import subprocess
import sys

from common import addons_path, answer, rival_path, run_python, variables

CORE = ("account", "analytic", "portal", "product")


def client(program, *arguments):
    """Run one of PostgreSQL's programs on the server of the environment."""
    done = subprocess.run(
        [program, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{program}: {done.stderr.strip()}")
    return done.stdout


class Databases:
    """Makes databases and removes all of them at the end.

    :param core: a database with the ERP's modules our addons build on, if there is
        one to copy
    :param ours: a database with our addons
    """

    def __init__(self, core=None, ours=None):
        self.prefix = f"cowork_bench_{os.getpid()}"
        self.core, self.ours = core, ours
        self.made = []

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        for name in reversed(self.made):
            client("dropdb", "--if-exists", name)

    def filled(self, kind, size, usage=0):
        """A database with ``size`` contracts of one engine.

        :param kind: ``ours`` or ``rival``
        :param usage: lines of usage per contract
        """
        name = f"{self.prefix}_{kind}_{size}_{usage}"
        if name not in self.made:
            self.installed(kind, name)
            paths = [rival_path()] if kind == "rival" else []
            numbers = (str(size), str(usage))
            answer(run_python("fill.py", name, kind, *numbers, paths=paths))
        return name

    def installed(self, kind, name):
        """:returns: ``name``, a new database with one engine and no contracts"""
        if kind == "ours":
            if self.ours:
                return self.copy(self.ours, name)
            self.install(name, ("cowork_billing",))
        else:
            if self.core:
                self.copy(self.core, name)
            self.install(name, (*CORE, "contract"), rival_path())
        return name

    def install(self, name, modules, *paths):
        """Install modules into a database, which is made if there is none.

        :param paths: where addons are besides the ERP's and ours
        """
        if name not in self.made:
            self.made.append(name)
            client("createdb", name)
        command = [sys.executable, "-m", "odoo", "-d", name, "-i", ",".join(modules)]
        command += ["--stop-after-init", "--no-http", "--log-level=warn"]
        command += [f"--addons-path={addons_path(*paths)}"]
        if subprocess.run(command, check=False, env=variables(*paths)).returncode:
            sys.exit(f"Installing {', '.join(modules)} failed.")

    def copy(self, template, name):
        self.made.append(name)
        client("createdb", "--template", template, name)
        return name

    def drop(self, name):
        # not by force: nobody but autovacuum is left, which only gives way unforced
        client("dropdb", name)
        self.made.remove(name)
