"""File locks between the commands of one machine."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .say import say


@contextmanager
def alone(path: Path, waiting: str = "") -> Iterator[None]:
    """Keep others out until the block is left."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting:
                say(waiting)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Users:
    """Counts who uses a thing; the count survives no process, so it is never wrong."""

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = path.open("a")

    def enter(self) -> None:
        fcntl.flock(self.file, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """:returns: whether nobody else is left"""
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            self.file.close()
        return True
