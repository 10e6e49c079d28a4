import json
import logging
import sys
import threading
import warnings

import pytest

from chancery import logs

SECRET = "the person's own words"


@pytest.fixture
def lines(capsys, logging_restored):
    """The lines that were logged since the last call."""
    logs.configure("info")
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_is_json_with_its_fields(lines):
    logs.get_logger("chancery.test").info("answer_stored", session="0123abcd", revision=3)
    [line] = lines()
    assert line.pop("time").endswith("Z")
    assert line == {
        "module": "chancery.test", "event": "answer_stored", "level": "info", "session": "0123abcd", "revision": 3,
    }  # fmt: skip


@pytest.mark.parametrize("field", ["answer", "posted", "cookie", "key", "query", "url", "path", "args", "address"])
def test_a_field_that_is_not_listed_is_dropped(lines, field):
    logs.get_logger("chancery.test").info("event", **{field: SECRET})
    assert SECRET not in json.dumps(lines())


def test_an_exception_is_told_without_its_text(lines):
    log = logs.get_logger("chancery.test")
    try:
        int(SECRET)
    except ValueError:
        log.exception("it_failed")
        log.error("it_failed", exc_info=True)
    for line in lines():
        assert line["exception"] == "ValueError"
        assert "test_logs.py" in line["where"][-1]
        assert SECRET not in json.dumps(line)
        # Not even the line of the program, which might hold a constant.
        assert "int(" not in json.dumps(line)


def test_objects_and_control_characters_do_not_get_through(lines):
    log = logs.get_logger("chancery.test")
    log.info("event", reason={"answer": SECRET}, state='x\n{"event": "forged"}\u2028\x1b[2J', count=[SECRET.encode()])
    [line] = lines()
    assert line["reason"] == "dict"
    assert line["count"] == ["bytes"]
    assert line["state"] == 'x {"event": "forged"}  [2J'


def test_long_texts_are_cut(lines):
    logs.get_logger("chancery.test").info("event", reason="x" * 100_000)
    assert len(lines()[0]["reason"]) == 300


def test_a_library_says_only_where(lines):
    logging.getLogger("sqlalchemy.pool").error("failed for %s", SECRET)
    logging.getLogger("sqlalchemy.pool").info("not even said")
    try:
        raise KeyError(SECRET)
    except KeyError:
        logging.getLogger("werkzeug").exception("oh %s", SECRET)
    found = lines()
    assert [line["event"] for line in found] == ["library_message", "library_message"]
    assert found[1]["exception"] == "KeyError"
    assert SECRET not in json.dumps(found)


def test_gunicorn_may_speak(lines):
    logging.getLogger("gunicorn.error").info("Listening at: %s", "unix:/run/web/web.sock")
    assert lines()[0]["event"] == "Listening at: unix:/run/web/web.sock"


def test_warnings_are_logged_without_their_text(lines):
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn(SECRET, UserWarning, stacklevel=1)
    found = lines()
    assert found[0]["event"] == "library_message"
    assert SECRET not in json.dumps(found)


def test_what_nobody_caught(lines):
    try:
        raise RuntimeError(SECRET)
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)

    def fail():
        raise RuntimeError(SECRET)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    found = lines()
    assert [line["event"] for line in found] == ["unhandled", "unhandled"]
    assert SECRET not in json.dumps(found)


def test_the_level_is_kept(lines):
    logs.configure("error")
    logs.get_logger("chancery.test").warning("event")
    assert lines() == []


def test_a_command_keeps_its_standard_output_for_its_result(lines, capsys):
    logs.configure("info", to_stderr=True)
    logs.get_logger("chancery.test").info("event")
    captured = capsys.readouterr()
    assert (captured.out, json.loads(captured.err)["event"]) == ("", "event")
