"""The commands; ``make help`` lists them."""

import os
import signal
import sys

from . import commands, processes
from .say import Problem, warn


def main(arguments: list[str]) -> int:
    """:returns: the exit code"""
    processes.handle_signals()
    name, *rest = arguments or ["help"]
    try:
        return commands.COMMANDS[name](rest)
    except KeyError:
        if name in commands.COMMANDS:
            raise
        warn(f"There is no command {name}: {', '.join(sorted(commands.COMMANDS))}.")
        return 2
    except Problem as problem:
        warn(str(problem))
        return 1
    except OSError as error:
        if error.errno != 28:
            raise
        warn(str(processes.disk_full(error.filename or "the checkout")))
        return 1
    except processes.Ended as ended:
        # end as the signal would have ended us, so that make and shells stop too
        sys.stdout.flush()
        signal.signal(ended.signum, signal.SIG_DFL)
        os.kill(os.getpid(), ended.signum)
        return 128 + ended.signum
