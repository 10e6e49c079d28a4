"""A child that waits for its job rehearses meanwhile, unless the job is there already."""

import math
import os
import socket

import pytest

from chancery.evaluator import passing
from chancery.evaluator.brood import Brood
from chancery.evaluator.jail import Walls, privileges
from chancery.evaluator.spares import Spares

REHEARSED, WENT_TO_WORK = 10, 20


@pytest.mark.parametrize(("waiting", "ending"), [(True, WENT_TO_WORK), (False, REHEARSED)])
def test_a_spare_rehearses_only_while_no_job_waits(waiting: bool, ending: int):
    walls = Walls.prepare([])
    ends, control = socket.socketpair(), socket.socketpair()
    brood = Brood(control[0].fileno())

    def be_child(prepare):
        try:
            privileges.drop()
            prepare(walls)
        finally:
            os._exit(WENT_TO_WORK)

    if waiting:
        passing.send(ends[0], b"j", control[1].fileno())
    spares = Spares(brood, ends, be_child, lambda: os._exit(REHEARSED))
    # `make` would take back what lies on the socket, as nobody's.
    brood.fork(0, math.inf, lambda: be_child(spares._wait_for_job))
    _, ((_, status),) = brood.wait()
    for end in (*ends, *control):
        end.close()
    os.close(walls.reading)
    os.close(walls.nothing)
    assert status == ending
