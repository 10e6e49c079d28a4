"""What is said of an error: enough for the author, nothing of an answer."""

import signal

import pytest

from chancery.evaluator import failures
from chancery.language.errors import AuthorError, UnknownInterview

FILE = "demo:data/questions/x.yml"
SECRET = "12 Mill Lane"


def raised_by(code: str) -> BaseException:
    """What `code` raises when it runs as line 7 of an interview."""
    try:
        exec(compile("\n" * 6 + code, FILE, "exec"), {"SECRET": SECRET, "AuthorError": AuthorError, "helper": helper})
    except BaseException as error:  # noqa: BLE001  # SystemExit is one of the cases
        return error
    raise AssertionError(code)


def helper(value: str) -> None:
    """A function of ours, not of the interview: its place is of no use to the author."""
    raise ValueError(value)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("raise KeyError(SECRET)", "KeyError"),
        ("{}[SECRET]", "KeyError"),
        ("int(SECRET)", "ValueError"),
        ("raise SystemExit(SECRET)", "SystemExit"),
        ("raise KeyboardInterrupt(SECRET)", "KeyboardInterrupt"),
        ("raise type(SECRET, (Exception,), {})(SECRET)", "an exception of its own"),
        ("raise ExceptionGroup(SECRET, [ValueError(SECRET)])", "ExceptionGroup"),
        ("helper(SECRET)", "ValueError"),
        ("getattr(object(), SECRET)", "AttributeError"),
    ],
)
def test_an_exception_leaves_its_type_and_place_and_no_answer(code: str, kind: str):
    failure = failures.describe(raised_by(code))
    assert (failure.reason, failure.file, failure.line) == ("author", FILE, 7)
    assert kind in failure.message
    assert SECRET not in repr(failure)


def test_an_author_error_is_passed_on():
    error = AuthorError("The field has no name.", file=FILE, line=3, block="ask", fix="Give it one.")
    failure = failures.describe(error)
    assert (failure.message, failure.file, failure.line, failure.block, failure.fix) == (
        "The field has no name.",
        FILE,
        3,
        "ask",
        "Give it one.",
    )


def test_a_missing_interview_is_unknown():
    assert failures.describe(UnknownInterview("x")).reason == "unknown"


def test_no_memory_is_said_so():
    assert failures.describe(MemoryError(SECRET)).reason == "memory"


def test_endless_recursion_is_the_authors():
    failure = failures.describe(raised_by("def f(): f()\nf()"))
    assert failure.reason == "author"
    assert "too deeply" in failure.message
    assert failure.line == 7


def test_an_error_outside_the_interview_has_no_place():
    failure = failures.describe(ValueError(SECRET))
    assert (failure.file, failure.line) == ("", 0)


@pytest.mark.parametrize(
    ("status", "out_of_time", "reason"),
    [
        (-signal.SIGKILL, True, "time"),
        (-signal.SIGXCPU, False, "time"),
        (-signal.SIGKILL, False, "memory"),
        (-signal.SIGSEGV, False, "crash"),
        (-signal.SIGSYS, False, "crash"),
        (failures.BROKEN, False, "crash"),
        (1, False, "crash"),
        (failures.NO_PROCESS, False, "busy"),
    ],
)
def test_the_way_a_process_ends_says_why(status: int, out_of_time: bool, reason: str):
    failure = failures.of_status(status, out_of_time=out_of_time)
    assert failure is not None
    assert failure.reason == reason


def test_a_good_end_is_no_failure():
    assert failures.of_status(0, out_of_time=False) is None
