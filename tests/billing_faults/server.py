"""A real ERP server over HTTP, with the scheduler's threads, that can be killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from http.cookiejar import CookieJar

from lab import connect

from odoo.tools import config


class Refused(Exception):
    """What the server answered instead of a result."""


class Server:
    """The ERP's own server on a database of the lab."""

    def __init__(self, database, log):
        self.database = database
        self.log = log
        self.process = None
        self.port = _free_port()

    def start(self):
        """Start the server and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "odoo", "-d", self.database]
            + [f"--db-filter=^{self.database}$", f"--logfile={self.log}"]
            + ["--http-interface=127.0.0.1", f"--http-port={self.port}"]
            + ["--workers=0", "--max-cron-threads=2"],
            env={**os.environ, "ODOO_RC": config["config"]},
        )
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(OSError), urllib.request.urlopen(self._url("/web/health")):
                return self
            time.sleep(0.1)
        raise AssertionError(f"The server does not answer: see {self.log}")

    def kill(self):
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def wake(self):
        """Let the scheduler look for work now, not within a minute."""
        connection = connect("postgres")
        with connection.cursor() as cr:
            cr.execute("SELECT pg_notify('cron_trigger', %s)", [self.database])
        connection.close()

    def _url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    # A browser -----------------------------------------------------------------

    def log_in(self):
        """:returns: function that calls a method as the web client does"""
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        browser = urllib.request.build_opener(jar)

        def post(path, **params):
            body = json.dumps({"jsonrpc": "2.0", "params": params}).encode()
            headers = {"Content-Type": "application/json"}
            request = urllib.request.Request(self._url(path), body, headers)
            with browser.open(request, timeout=60) as answer:
                said = json.load(answer)
            if "error" in said:
                raise Refused(said["error"]["data"]["message"])
            return said["result"]

        post(
            "/web/session/authenticate",
            db=self.database,
            login="admin",
            password="admin",
        )
        return lambda model, method, ids: post(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=[ids],
            kwargs={},
        )


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
