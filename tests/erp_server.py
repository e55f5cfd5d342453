"""A real ERP server over HTTP, which tests may kill."""

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
from pathlib import Path

from erp_databases import connect

from odoo.tools import config

START = Path(__file__).with_name("erp_start.py")


class Refused(Exception):
    """What the server answered instead of a result."""


class Server:
    """The ERP's own server on a database.

    :param log: path of its log
    :param workers: processes that answer; 0 for threads
    :param crons: how many run scheduled actions
    """

    def __init__(self, database, log, workers=0, crons=2):
        self.database = database
        self.log = log
        self.workers = workers
        self.crons = crons
        self.process = None
        self.port = _free_port()
        self.gevent_port = _free_port()

    def start(self):
        """Start the server and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, START, "-d", self.database]
            + [f"--db-filter=^{self.database}$", f"--logfile={self.log}"]
            + ["--http-interface=127.0.0.1", f"--http-port={self.port}"]
            + [f"--gevent-port={self.gevent_port}", f"--workers={self.workers}"]
            + [f"--max-cron-threads={self.crons}"],
            env={**os.environ, "ODOO_RC": config["config"]},
        )
        end = time.monotonic() + 180
        while time.monotonic() < end:
            with suppress(OSError), urllib.request.urlopen(self._url("/web/health")):
                return self
            time.sleep(0.1)
        raise AssertionError(f"The server does not answer: see {self.log}")

    def kill(self):
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """End it as an administrator does.

        :returns: its exit code
        """
        self.process.terminate()
        return self.process.wait(60)

    def wake(self):
        """Let the scheduler look for work now, not within a minute."""
        connection = connect("postgres")
        with connection.cursor() as cr:
            cr.execute("SELECT pg_notify('cron_trigger', %s)", [self.database])
        connection.close()

    def _url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    # Clients -------------------------------------------------------------------

    def json2(self, key, model, method, **body):
        """Call a method as another program does, with an API key.

        :returns: HTTP status and decoded answer
        """
        return self.call(key, f"/json/2/{model}/{method}", body)

    def call(self, key, path, body=None):
        """:param body: None for a GET request
        :returns: HTTP status and decoded answer"""
        request = urllib.request.Request(
            self._url(path),
            None if body is None else json.dumps(body).encode(),
            {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.load(refusal)

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
