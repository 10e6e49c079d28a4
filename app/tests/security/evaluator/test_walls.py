"""Each wall of the jail by itself: first without it, so that the attack is shown to be one, then with it alone."""

from pathlib import Path

import pytest
from evaluator_attacks import ATTACKS, GREED
from evaluator_jailed import REACHED, WALLS, attempt


@pytest.fixture
def there(tmp_path: Path) -> str:
    (tmp_path / "precious").write_text("precious")
    return str(tmp_path)


@pytest.mark.parametrize(
    ("name", "wall"), [(name, wall) for name, attack in ATTACKS.items() for wall in sorted(attack.walls)]
)
@pytest.mark.control("code_in_a_jail")
def test_a_wall_stops_it_by_itself(name: str, wall: str, there: str):
    code = ATTACKS[name].code
    without = attempt(code, (), there)
    (Path(there) / "precious").write_text("precious")
    with_it = attempt(code, {wall}, there)
    assert with_it != REACHED
    # Without the wall the attack succeeds, or the kernel answers it in some other way: what stops it is the wall.
    assert without != with_it
    assert without != "killed SIGSYS"


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.control("code_in_a_jail")
def test_all_walls_together_stop_it(name: str, there: str):
    assert attempt(ATTACKS[name].code, WALLS, there) != REACHED
    assert (Path(there) / "precious").read_text() == "precious"
    assert not (Path(there) / "made").exists()


@pytest.mark.parametrize("name", GREED)
def test_limits_stop_greed_by_themselves(name: str, there: str):
    assert attempt(GREED[name], (), there) == REACHED
    assert attempt(GREED[name], {"limits"}, there) != REACHED


def test_what_a_child_is_for_it_can_do_under_all_walls():
    """The trial itself is fair: honest work is not stopped."""
    assert attempt("sum(range(1000)); [bytearray(1 << 20) for _ in range(100)]; os.write(3, b'')", WALLS) == REACHED
