"""What the user reads: steps with their seconds, and one sentence when it fails."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Problem(Exception):
    """Ends the command; its text is the one sentence the user reads."""


#: title and seconds of each finished step, for the table of ``make demo``
steps: list[tuple[str, float]] = []


def say(text: str) -> None:
    print(text, flush=True)


def warn(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step that takes a while, and say what it took."""
    say(f"{title} ...")
    start = time.monotonic()
    yield
    seconds = time.monotonic() - start
    took(title, seconds)
    say(f"{title}: {seconds:.1f} s")


def took(title: str, seconds: float) -> None:
    """Note a finished step for the table."""
    steps.append((title, seconds))
