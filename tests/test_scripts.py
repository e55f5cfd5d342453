"""The commands: one sentence when they cannot go on, and nothing left running."""

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from unittest import TestCase

CHECKOUT = Path(__file__).resolve().parents[1]
COMMAND = CHECKOUT / "scripts" / "cowork"


def run(*arguments, **variables):
    """:returns: exit code and what was printed"""
    done = subprocess.run(
        [COMMAND, *arguments],
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout


def processes_marked(mark):
    """Command lines of the processes that have ``mark`` in their environment."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (path / "environ").read_bytes():
                command = (path / "cmdline").read_bytes().replace(b"\0", b" ")
                if command:
                    found.append(command.decode())
        except OSError:
            continue
    return found


class TestSentences(TestCase):
    """What goes wrong is said in one sentence, and the exit code is not 0."""

    def assertSays(self, done, sentence):
        self.assertEqual(done, (1, f"{sentence}\n"))

    def test_taken_port_is_named(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            self.assertSays(
                run("demo", PORT=str(port), SERVE="1"),
                f"Port {port} is taken by another program: choose PORT=….",
            )

    def test_port_that_is_none_is_refused(self):
        self.assertSays(
            run("demo", PORT="http", SERVE="1"), "PORT=http is not a port number."
        )

    def test_bill_date_that_is_none_is_refused(self):
        self.assertSays(
            run("demo", BILL_DATE="31/3/2026"),
            "BILL_DATE=31/3/2026 is not a date like 2026-03-31.",
        )

    def test_odoo_home_without_odoo_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertSays(
                run("odoo", "--version", ODOO_HOME=folder),
                f"ODOO_HOME={folder} holds no Odoo: there is no odoo/release.py in it.",
            )

    def test_odoo_home_of_another_version_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            release = Path(folder, "odoo", "release.py")
            release.parent.mkdir()
            release.write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
            self.assertSays(
                run("odoo", "--version", ODOO_HOME=folder),
                f"ODOO_HOME={folder} is not an Odoo 19.0.",
            )

    def test_clean_asks_before_it_removes(self):
        code, text = run("clean", CLEAN="")
        self.assertEqual(code, 1)
        self.assertIn("Nobody is here to ask; to remove it: make clean CLEAN=yes", text)
        self.assertTrue((CHECKOUT / ".work").exists())


class TestProcesses(TestCase):
    """A command that is ended takes everything with it."""

    def ended_by(self, signum):
        mark = f"COWORK_MARK={uuid.uuid4()}"
        name, value = mark.split("=")
        with tempfile.TemporaryFile("w+") as output:
            process = subprocess.Popen(
                [COMMAND, "odoo", "server", "--no-http", "--max-cron-threads=0"],
                env={**os.environ, name: value},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            self.addCleanup(process.wait)
            self.addCleanup(process.kill)
            deadline = time.monotonic() + 120
            text = ""
            while "Odoo version" not in text and time.monotonic() < deadline:
                self.assertIsNone(process.poll(), text)
                time.sleep(0.2)
                output.seek(0)
                text = output.read()
            self.assertGreater(len(processes_marked(mark)), 1)
            process.send_signal(signum)
            process.wait(60)
        return process.returncode, processes_marked(mark)

    def test_nothing_is_left_after_ctrl_c(self):
        self.assertEqual(self.ended_by(signal.SIGINT), (-signal.SIGINT, []))

    def test_nothing_is_left_after_kill(self):
        self.assertEqual(self.ended_by(signal.SIGTERM), (-signal.SIGTERM, []))


class TestFiles(TestCase):
    def test_lock_file_names_no_registry(self):
        lock = json.loads((CHECKOUT / "package-lock.json").read_text())
        resolved = [name for name, one in lock["packages"].items() if "resolved" in one]
        self.assertEqual(resolved, [])

    def test_every_requirement_is_pinned(self):
        lines = [
            line
            for name in ("requirements.txt", "requirements-dev.txt")
            for line in (CHECKOUT / name).read_text().splitlines()
            if not line.startswith(("#", "-r "))
        ]
        self.assertEqual([line for line in lines if line.count("==") != 1], [])
