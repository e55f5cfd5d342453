"""Chromium without a window, driven over its DevTools protocol.

The ERP's own browser for tests is one person on the server in the same process; this
one is as many as are needed, on any server.
"""

import json
import subprocess
import time
from contextlib import suppress
from itertools import count

import websocket

from odoo.tests.common import _find_executable

SWITCHES = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--no-first-run",
    # Only one page is in front, but all are looked at.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--remote-debugging-port=0",
)
SIZE = {"width": 1400, "height": 900}


class Chrome:
    """One browser; each of its pages has cookies of its own, as if it were another
    person's.

    :param folder: path of an empty folder for its files
    """

    def __init__(self, folder):
        self._process = subprocess.Popen(
            [_find_executable(), *SWITCHES, f"--user-data-dir={folder}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._numbers = count(1)
        self._socket = websocket.create_connection(
            self._find_address(folder / "DevToolsActivePort"),
            timeout=60,
            suppress_origin=True,
        )

    def _find_address(self, told):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(OSError, ValueError):
                port, path = told.read_text().split()
                return f"ws://127.0.0.1:{port}{path}"
            time.sleep(0.05)
        self._process.kill()
        raise AssertionError("Chromium does not start.")

    def call(self, method, session=None, **parameters):
        """:returns: what Chromium answers to a command of its protocol"""
        number = next(self._numbers)
        command = {"id": number, "method": method, "params": parameters}
        if session:
            command["sessionId"] = session
        self._socket.send(json.dumps(command))
        while True:
            told = json.loads(self._socket.recv())
            if told.get("id") == number:
                assert "error" not in told, told
                return told["result"]

    def open_page(self):
        """:returns: a new :class:`Page`"""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call(
            "Target.createTarget", url="about:blank", browserContextId=context, **SIZE
        )
        session = self.call(
            "Target.attachToTarget", targetId=target["targetId"], flatten=True
        )
        return Page(self, session["sessionId"])

    def close(self):
        """End the browser and wait for its end."""
        with suppress(websocket.WebSocketException, OSError):
            self.call("Browser.close")
        self._socket.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Page:
    """What one person sees and does."""

    def __init__(self, chrome, session):
        self._chrome = chrome
        self._session = session
        self._call("Emulation.setFocusEmulationEnabled", enabled=True)
        self._call(
            "Emulation.setDeviceMetricsOverride",
            deviceScaleFactor=1,
            mobile=False,
            **SIZE,
        )

    def _call(self, method, **parameters):
        return self._chrome.call(method, self._session, **parameters)

    def go_to(self, url):
        """Load a page, and wait until it is there."""
        told = self._call("Page.navigate", url=url)
        assert "errorText" not in told, told
        self.wait_for("document.readyState === 'complete'")

    def evaluate(self, expression):
        """:returns: the value of an expression, that of its promise if it is one"""
        told = self._call(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def call(self, function, *arguments):
        """:returns: what a JavaScript function returns"""
        return self.evaluate(f"({function})(...{json.dumps(arguments)})")

    def wait_for(self, expression, seconds=60):
        """:returns: the first value of an expression that is true
        :raises AssertionError: when there is none in time"""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := self.evaluate(expression):
                return found
            time.sleep(0.05)
        text = self.evaluate("document.body.innerText")
        raise AssertionError(f"Not in {seconds} s: {expression}. Seen:\n{text}")

    def drag(self, start, stop):
        """Press the mouse at a point, move and let go: what a hand does.

        :param start: ``(x, y)``
        :param stop: ``(x, y)``
        """
        between = tuple(sum(pair) / 2 for pair in zip(start, stop, strict=True))
        self._mouse("mousePressed", start)
        self._mouse("mouseMoved", between)
        self._mouse("mouseMoved", stop)
        self._mouse("mouseReleased", stop)

    def click(self, point):
        """Press the mouse at a point and let go."""
        self._mouse("mousePressed", point)
        self._mouse("mouseReleased", point)

    def _mouse(self, kind, point):
        x, y = point
        button = {"button": "left", "buttons": 1, "clickCount": 1}
        self._call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **button)
