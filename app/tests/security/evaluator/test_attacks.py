"""Every attack in a real child of a real evaluator: none comes through, and the zygote outlives them all."""

from pathlib import Path

import pytest
from evaluator_attacks import ATTACKS, GREED

from chancery.evaluator.errors import EvaluationFailed

REACHED = "the attack came through"


@pytest.mark.parametrize("name", [*ATTACKS, *GREED])
@pytest.mark.control("code_in_a_jail")
def test_none_comes_through(evaluator, name: str, tmp_path: Path):
    (tmp_path / "precious").write_text("precious")
    code = ATTACKS[name].code if name in ATTACKS else GREED[name]
    loading = f"victim = zygote; there = {str(tmp_path)!r}"
    tried = evaluator.add_guarded(f"{code}\nanswer = {REACHED!r}", loading)
    zygote = evaluator.run(tried, b"1")
    try:
        answer = evaluator.run(tried)
    except EvaluationFailed as error:
        answer = error.failure.reason
    assert answer in ("author", "crash", "time", "memory")
    assert evaluator.run(tried, b"1") == zygote
    assert [path.name for path in tmp_path.iterdir()] == ["precious"]
    assert (tmp_path / "precious").read_text() == "precious"


@pytest.mark.parametrize("descriptor", range(64))
def test_no_descriptor_but_the_jobs_own_is_there(evaluator, descriptor: int):
    running = f"os.write({descriptor}, b'')\nanswer = {REACHED!r}"
    if descriptor == 3:
        assert evaluator.try_code(running) == REACHED
    else:
        with pytest.raises(EvaluationFailed, match=r"raised a (PermissionError|OSError)"):
            evaluator.try_code(running)
