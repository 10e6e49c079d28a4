import pytest

from chancery.language import AuthorError, source


def read(text: str | bytes) -> list[source.Document]:
    return source.parse("pkg:data/questions/a.yml", text.encode() if isinstance(text, str) else text)


def test_documents_know_their_lines():
    first, second = read("question: One\n---\n# a comment\n---\n\ncode: |\n  a = 1\nid: x\n")
    assert (first.line, first.data.line_of("question")) == (1, 1)
    assert second.line == 6
    assert (second.data.line_of("code"), second.data.line_of("id")) == (7, 8)
    assert second.data["code"] == "a = 1\n"


def test_keys_are_what_is_written():
    (document,) = read("Yes: 1\n010: 2\n1.50: 3\nnull: 4\n")
    assert list(document.data) == ["Yes", "010", "1.50", "null"]


def test_scalars_have_their_yaml_kinds():
    (document,) = read("a: Yes\nb: 12\nc: 1.5\nd:\ne: 2020-01-02\nf: 12:30\ng: 007\nh: '5'\n")
    assert dict(document.data) == {
        "a": True, "b": 12, "c": 1.5, "d": None, "e": "2020-01-02", "f": "12:30", "g": "007", "h": "5",
    }  # fmt: skip


def test_tabs_and_windows_line_ends_are_taken():
    (document,) = read("question: a\r\nfields:\r\n\t- A: b\r\n")
    assert document.data["fields"] == [{"A": "b"}]


BAD = {
    "broken": (b"question: [a\n", "The YAML is broken", 2),
    "broken in the second document": (b"a: 1\n---\nb: 2\n  c: 3\n", "The YAML is broken", 4),
    "a colon in text": (b"question: a: b\n", "The YAML is broken", 1),
    "not a mapping": (b"- a\n- b\n", "must be a mapping", 1),
    "just text": (b"hello\n", "must be a mapping", 1),
    "a key twice": (b"a: 1\nb: 2\na: 3\n", "stands twice", 3),
    "a structure as key": (b"? [a, b]\n: c\n", "A key must be plain text", 1),
    "latin 1": (b"a: 1\nb: caf\xe9\n", "not UTF-8", 2),
    "a control character": (b"a: \x01b\n", "does not allow", 1),
    "a python tag": (b"a: 1\nb: !!python/object/apply:os.system [id]\n", "tag", 2),
    "a local tag": (b"a: !thing b\n", "tag", 1),
    "a binary tag": (b"a: !<tag:example.org,2000:x> b\n", "tag", 1),
    "deep in flow": (b"a: " + b"[" * 5000 + b"]" * 5000, "levels deep", 1),
    "deep in blocks": (b"".join(b" " * n + b"a:\n" for n in range(200)), "levels deep", 1),
    "an alias to itself": (b"a: &a [*a]\n", "multiply", 1),
    "an undefined alias": (b"a: *nothing\n", "The YAML is broken", 1),
}


@pytest.mark.parametrize(("content", "message", "line"), BAD.values(), ids=BAD)
def test_bad_yaml_is_refused_with_its_line(content: bytes, message: str, line: int):
    with pytest.raises(AuthorError) as caught:
        read(content)
    assert message in caught.value.message
    assert caught.value.file == "pkg:data/questions/a.yml"
    assert caught.value.line >= 1
    if "deep" not in message:
        assert caught.value.line == line
    assert caught.value.fix or "broken" not in message


def test_an_alias_bomb_is_refused():
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{name}: &{name} [{', '.join(['*' + chr(ord(name) - 1)] * 9)}]" for name in "bcdefghi"]
    with pytest.raises(AuthorError, match="multiply into too much data"):
        read("\n".join(lines))


def test_aliases_and_merges_work():
    (document,) = read("a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\ne: *x\n")
    assert document.data["d"] == {"b": 1, "c": 3}
    assert document.data["e"] == {"b": 1, "c": 2}


@pytest.mark.parametrize("size", [source.MAX_BYTES + 1, 10 * 1024 * 1024])
def test_a_huge_file_is_refused_before_it_is_parsed(size: int):
    with pytest.raises(AuthorError, match="Split it"):
        read(b"a: b\n" + b"#" * size)


def test_an_empty_file_has_no_documents():
    assert read("") == []
    assert read("---\n---\n# only a comment\n") == []
