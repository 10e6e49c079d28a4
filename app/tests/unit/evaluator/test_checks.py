import pytest
from msgspec import Raw

from chancery.evaluator.checks import MAX_STATE_BYTES, ReplyRefused, check_info, check_result, is_allowed_url
from chancery.protocol import (
    Button,
    Choice,
    Exit,
    Field,
    Form,
    InterviewInfo,
    Leave,
    Restart,
    Result,
    Screen,
    Update,
)


def make_result(**parts) -> Result:
    form = Form("q", fields=parts.pop("fields", []), private=parts.pop("private", {}))
    screen = Screen(form=form, buttons=parts.pop("buttons", []))
    return Result(screen=screen, state=Raw(parts.pop("state", b'{"v":1}')), **parts)


def nest(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "url",
    [
        "", "https://example.org", "http://example.org/a?b=c#d", "https://example.org:8443/x", "HTTPS://EXAMPLE.ORG/",
        "/", "/list", "/list?a=1", "?page=2", "#top", "https://example.org?x=1",
    ],
)  # fmt: skip
def test_ordinary_urls_pass(url: str):
    assert is_allowed_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
        "\x01javascript:x",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://example.org", "blob:x", "about:blank",
        "//example.org", "/\\example.org", "\\\\example.org", "\\/example.org", "///example.org", "/\t/example.org",
        "https:example.org", "https:/example.org", "https://", "https:///example.org", "http://\\example.org",
        "https://user@example.org", "https://a:b@example.org/", "https://example.org\\@evil.example",
        "https://example.org/ x", "https://example.org/\u2028", "relative", "./relative", "../up", "x:y", "/a\\b",
        "https://example.org/\x7f", "\u00a0https://example.org",
    ],
)  # fmt: skip
def test_urls_that_a_browser_reads_otherwise_are_refused(url: str):
    assert not is_allowed_url(url)
    for effect in (Exit(url), Leave(url)):
        with pytest.raises(ReplyRefused, match="effect"):
            check_result(make_result(effects=[effect]))
    with pytest.raises(ReplyRefused, match="button"):
        check_result(make_result(buttons=[Button("b", "Go", url=url)]))
    with pytest.raises(ReplyRefused, match="button"):
        check_result(make_result(fields=[Field(key="f", choices=[Choice("c", "Go", url=url)])]))


@pytest.mark.parametrize("url", ["mailto:help@example.org", "tel:+4420", "sms:1234"])
def test_a_button_may_write_or_call_and_an_effect_may_not(url: str):
    check_result(make_result(buttons=[Button("b", "Write", url=url)]))
    with pytest.raises(ReplyRefused):
        check_result(make_result(effects=[Leave(url)]))


@pytest.mark.parametrize("state", [b"null", b"[]", b"1", b'"x"', b"true", b""])
def test_the_state_must_be_an_object(state: bytes):
    with pytest.raises(ReplyRefused, match="state"):
        check_result(make_result(state=state))


@pytest.mark.parametrize("effect", [Exit(), Restart()])
def test_an_erased_session_needs_no_state(effect: Exit | Restart):
    check_result(make_result(state=b"null", effects=[effect]))


def test_the_state_is_bounded():
    with pytest.raises(ReplyRefused, match="large"):
        check_result(make_result(state=b'{"x":"' + b"x" * MAX_STATE_BYTES + b'"}'))


def test_two_fields_with_one_key_are_refused():
    with pytest.raises(ReplyRefused, match="one key"):
        check_result(make_result(fields=[Field(key="f"), Field(key="f")]))


def test_a_button_with_the_key_of_a_field_is_refused():
    with pytest.raises(ReplyRefused, match="one key"):
        check_result(make_result(fields=[Field(key="f")], buttons=[Button("f", "Go")]))


def test_a_button_with_an_unknown_command_is_refused():
    with pytest.raises(ReplyRefused, match="command"):
        check_result(make_result(buttons=[Button("b", "Go", command="format_disk")]))


def test_too_many_fields_are_refused():
    with pytest.raises(ReplyRefused, match="too many"):
        check_result(make_result(fields=[Field(key=f"f{number}") for number in range(2001)]))


@pytest.mark.parametrize(
    "place",
    [
        lambda value: make_result(private={"x": value}),
        lambda value: make_result(fields=[Field(key="f", private={"x": value})]),
        lambda value: make_result(fields=[Field(key="f", condition={"x": value})]),
        lambda value: make_result(fields=[Field(key="f", grid={"x": value})]),
        lambda value: make_result(fields=[Field(key="f", choices=[Choice("c", "x", value=value)])]),
        lambda value: make_result(effects=[Update(choices={"v": [Choice("c", "x", value=value)]})]),
    ],
)
def test_deeply_nested_values_are_refused(place):
    check_result(place(nest(20)))
    with pytest.raises(ReplyRefused, match="deep"):
        check_result(place(nest(500)))


def test_a_description_of_another_interview_is_refused():
    with pytest.raises(ReplyRefused, match="another"):
        check_info(InterviewInfo(name="a", version="1"), "b")


def test_a_deeply_nested_description_is_refused():
    with pytest.raises(ReplyRefused, match="deep"):
        check_info(InterviewInfo(name="a", version="1", metadata={"x": nest(500)}), "a")
