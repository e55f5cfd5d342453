"""Runs other programs so that none of them outlives the command."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from .paths import LOGS
from .say import Problem, say, warn

NO_SPACE = "No space left on device"
#: seconds between two lines of progress
BEAT = 10.0
#: seconds a program gets to end by itself after Ctrl-C
GRACE = 20.0


def disk_full(where: object) -> Problem:
    return Problem(f"The disk is full ({where}): free some space and run it again.")


class Ended(Exception):
    """The command was told to end: by Ctrl-C, a closed terminal or ``kill``."""

    def __init__(self, signum: int):
        super().__init__(signum)
        self.signum = signum


def handle_signals() -> None:
    """Turn the usual signals into an exception, whatever the parent had ignored."""

    def end(signum, frame):
        raise Ended(signum)

    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, end)


@contextmanager
def _deaf() -> Iterator[None]:
    """Finish cleaning up even if the user presses Ctrl-C again."""
    old = {
        signum: signal.signal(signum, signal.SIG_IGN)
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for signum, handler in old.items():
            signal.signal(signum, handler)


@contextmanager
def cleanup() -> Iterator[None]:
    """A ``finally`` that a second Ctrl-C does not cut short."""
    with _deaf():
        yield


@contextmanager
def child(command: Sequence[object], **kwargs) -> Iterator[subprocess.Popen]:
    """Start a program, and make sure that it has ended when the block is left."""
    process = subprocess.Popen([str(part) for part in command], **kwargs)
    try:
        yield process
    except BaseException as error:
        with cleanup():
            signum = error.signum if isinstance(error, Ended) else signal.SIGTERM
            _end(process, signum)
        raise


def _end(process: subprocess.Popen, signum: int) -> None:
    """Ask twice, as a person would press Ctrl-C twice; then take it down."""
    # Ctrl-C in a terminal has reached the program already
    if signum != signal.SIGINT or not sys.stdin.isatty():
        process.send_signal(signum)
    for seconds in (GRACE / 4, GRACE):
        try:
            process.wait(seconds)
            return
        except subprocess.TimeoutExpired:
            process.send_signal(signum)
    for pid in [*_descendants(process.pid), process.pid]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()


def _descendants(pid: int) -> list[int]:
    """A browser's processes, say, which would outlive the test that started it."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = path.read_text().rpartition(")")[2].split()[1]
            children.setdefault(int(parent), []).append(int(path.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found[1:]


def call(command: Sequence[object], **kwargs) -> int:
    """Run a program on this terminal; its exit code."""
    with child(command, **kwargs) as process:
        return process.wait()


def output(command: Sequence[object], what: str, **kwargs) -> str:
    """What a short program prints."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, **kwargs
    )
    if done.returncode:
        _fail(what, done.returncode, done.stderr or done.stdout)
    return done.stdout


def logged(
    command: Sequence[object],
    what: str,
    log: str,
    progress: str = "",
    advice: str = "",
    **kwargs,
) -> Path:
    """Run a program into a log file, telling now and then how far it is.

    :param what: the program's task, as it stands in the sentence when it fails
    :param log: name of the log file
    :param progress: regular expression of the log lines worth showing
    :param advice: what to do about the usual failure; without it the log's end is shown
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    with path.open("wb") as stream:
        with child(
            command, stdout=stream, stderr=subprocess.STDOUT, **kwargs
        ) as process:
            code = _watch(process, path, re.compile(progress) if progress else None)
    if code:
        _fail(what, code, path.read_text(errors="replace"), path, advice)
    return path


def _watch(process: subprocess.Popen, path: Path, pattern: re.Pattern | None) -> int:
    start = time.monotonic()
    while True:
        try:
            return process.wait(BEAT)
        except subprocess.TimeoutExpired:
            found = pattern and pattern.findall(path.read_text(errors="replace"))
            say(f"  {time.monotonic() - start:.0f} s {found[-1] if found else ''}")


def _fail(
    what: str, code: int, text: str, path: Path | None = None, advice: str = ""
) -> None:
    if NO_SPACE in text:
        raise disk_full(what)
    where = f"; see {os.path.relpath(path)}" if path else ""
    if advice:
        raise Problem(f"{what} failed: {advice}{where}.")
    lines = [line for line in text.splitlines() if line.strip()]
    for line in lines[-15:]:
        warn(f"  {line}")
    raise Problem(f"{what} failed (exit code {code}){where}.")
