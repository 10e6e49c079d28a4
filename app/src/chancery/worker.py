"""The worker: what must be done though nobody asks for it, again and again.

Between two rounds it holds no more than Python and this module: each round is a process of its own, which takes with it
when it ends what it had to import and to open.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
from collections.abc import Callable

import click

# Each pause is up to so much longer, so that the workers of several hosts do not all work at once.
_JITTER = 0.2


def repeat(work: Callable[[], None], *, pause_s: float) -> int:
    """Do `work` at once and after every pause, until SIGTERM or SIGINT; a round that has begun is finished.

    Args:
        work: one round. It is done in a child, and a `click.ClickException` of it is said there.
        pause_s: seconds from the end of a round to the next.

    Returns:
        0 when it was told to stop, or the exit code of the first round that failed, for whoever started this to see.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        if code := _in_a_child(work):
            return code
        # Not a secret: it only spreads the load.
        stop.wait(pause_s * (1 + random.random() * _JITTER))  # noqa: S311
    return 0


def _in_a_child(work: Callable[[], None]) -> int:
    """Do `work` in a fork of this process, which has no other thread; return its exit code, 1 if a signal ended it."""
    child = os.fork()
    if not child:
        os._exit(_code_of(work))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code if code >= 0 else 1


def _code_of(work: Callable[[], None]) -> int:
    code = 0
    try:
        work()
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except BaseException:  # noqa: BLE001  the child ends here, whatever happened, and must not go on as its parent
        sys.excepthook(*sys.exc_info())
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code
