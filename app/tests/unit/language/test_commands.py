"""Commands and settings that there are not: whoever writes one is told which there are."""

import pytest

from chancery.language import AuthorError

END = "mandatory: True\nquestion: End\n"


@pytest.mark.parametrize(
    ("call", "said", "fix"),
    [
        ("command('refresh')", "There is no command “refresh”.", "call re_run_logic()"),
        ("command('nonsense')", "There is no command “nonsense”.", "Write 'exit', 'exit_logout', 'leave'"),
        ("set_save_status('perhaps')", "“perhaps” is no way of saving.", "Write 'new', 'overwrite' or 'ignore'."),
    ],
)
def test_what_there_is_not_says_what_there_is(talk, call, said, fix):
    with pytest.raises(AuthorError) as found:
        talk(f"mandatory: True\ncode: |\n  {call}\n---\n{END}")
    assert found.value.message == said
    assert fix in found.value.fix
    assert found.value.line == 3
