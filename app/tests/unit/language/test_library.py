import os
from pathlib import Path

import pytest

from chancery.language import AuthorError, Library, UnknownInterview, load
from chancery.language.library import MAX_STATIC_BYTES


@pytest.fixture
def root(tmp_path: Path) -> Path:
    questions = tmp_path / "packages" / "letters" / "data" / "questions"
    questions.mkdir(parents=True)
    (questions / "repair.yml").write_text("mandatory: True\nquestion: Repair\n")
    (questions / "sub").mkdir()
    (questions / "sub" / "more.yml").write_text("mandatory: True\nquestion: More\n")
    (questions.parent / "sources").mkdir()
    (questions.parent / "sources" / "words.yml").write_text("a: b\n")
    (tmp_path / "secret.yml").write_text("mandatory: True\nquestion: Secret\n")
    return tmp_path / "packages"


def test_names_come_from_the_disk(root: Path):
    assert Library([root]).names() == ["letters:data/questions/repair.yml", "letters:data/questions/sub/more.yml"]


def test_a_missing_root_is_an_empty_library(tmp_path: Path):
    assert Library([tmp_path / "nowhere"]).names() == []


NOT_NAMES = [
    "/etc/passwd",
    "../secret.yml",
    "letters:../../secret.yml",
    "letters:data/questions/../../../../secret.yml",
    "letters:/etc/passwd",
    "letters:data/questions/%2e%2e/secret.yml",
    "letters:data/questions/repair.yml\0",
    "letters:data/questions/repair.yml\0.png",
    "",
    ":",
    "letters",
    "letters:data/questions",
    "\\etc\\passwd",
    "letters:data/sources/words.yml",
    "file:///etc/passwd",
    "letters:data/questions/repair.yml ",
    "a" * 100_000,
    "LETTERS:data/questions/repair.yml",
    "letters:data/questions//repair.yml",
    "\u2024\u2024/secret.yml",
    ".. /secret.yml",
]


@pytest.mark.parametrize("name", NOT_NAMES, ids=lambda name: repr(name)[:40])
def test_what_is_not_a_name_is_unknown(root: Path, name: str):
    library = Library([root])
    with pytest.raises(UnknownInterview):
        library.version(name)
    with pytest.raises(UnknownInterview):
        load(library, name)


def test_a_link_out_of_the_root_is_not_followed(root: Path):
    (root / "letters" / "data" / "questions" / "out.yml").symlink_to(root.parent / "secret.yml")
    assert "letters:data/questions/out.yml" not in Library([root])


def test_the_earlier_root_wins(root: Path, tmp_path: Path):
    other = tmp_path / "other" / "letters" / "data" / "questions"
    other.mkdir(parents=True)
    (other / "repair.yml").write_text("mandatory: True\nquestion: Other\n")
    assert load(Library([tmp_path / "other", root]), "letters:data/questions/repair.yml").info.title == "repair.yml"
    assert b"Other" in Library([tmp_path / "other", root]).read("letters:data/questions/repair.yml")


@pytest.mark.parametrize("named", ["basic-questions.yml", "docassemble.base:data/questions/basic-questions.yml"])
def test_basic_questions_can_be_included_and_not_started(talk, tmp_path, named):
    page = talk(
        f"include:\n  - {named}\n---\nmandatory: True\nquestion: Hello\nsubquestion: |\n"
        "  ${ user } is the ${ role }. ${ user.child.number() } children.\n"
    )
    assert page.title == "What is your name?"
    page.answer(client_name_first="Ann", client_name_last="Lee", client_name_suffix="Jr")
    assert page.text == "Are there any children?"
    assert page.press("No").text == "Hello Ann Lee Jr is the client. 0 children."
    library = Library([tmp_path])
    assert library.names() == library.files() == ["pkg:data/questions/test.yml"]
    with pytest.raises(UnknownInterview):
        library.version("docassemble.base:data/questions/basic-questions.yml")


def test_a_package_of_the_site_may_have_basic_questions_of_its_own(tmp_path):
    own = tmp_path / "docassemble.base" / "data" / "questions"
    own.mkdir(parents=True)
    (own / "basic-questions.yml").write_text("mandatory: True\nquestion: Mine\n")
    assert Library([tmp_path]).names() == ["docassemble.base:data/questions/basic-questions.yml"]


def test_the_version_follows_the_files(root: Path):
    library = Library([root], recheck_s=0)
    name = "letters:data/questions/repair.yml"
    before = library.version(name)
    assert library.version(name) == before
    words = root / "letters" / "data" / "sources" / "words.yml"
    words.write_text("a: c\n")
    os.utime(words, ns=(1, 1))
    assert library.version(name) != before
    assert library.version("letters:data/questions/sub/more.yml") != library.version(name)


def test_a_file_that_has_gone_is_unknown(root: Path):
    library = Library([root])
    (root / "letters" / "data" / "questions" / "repair.yml").unlink()
    with pytest.raises(UnknownInterview):
        load(library, "letters:data/questions/repair.yml")


def test_a_huge_interview_is_refused_without_reading_it(root: Path):
    with (root / "letters" / "data" / "questions" / "repair.yml").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(AuthorError, match="may have"):
        load(Library([root]), "letters:data/questions/repair.yml")


def test_only_static_files_are_shown_to_everyone(tmp_path):
    for folder in ("questions", "static", "templates"):
        (tmp_path / "pkg" / "data" / folder).mkdir(parents=True)
        (tmp_path / "pkg" / "data" / folder / "a.yml").write_text(folder)
    (tmp_path / "pkg" / "data" / "static" / "large.png").write_bytes(b"x" * (MAX_STATIC_BYTES + 1))
    library = Library([tmp_path])
    assert library.static("pkg:data/static/a.yml") == b"static"
    for name in ("pkg:data/questions/a.yml", "pkg:data/templates/a.yml", "pkg:data/static/large.png",
                 "pkg:data/static/../questions/a.yml", "pkg:data/static/none"):  # fmt: skip
        with pytest.raises(UnknownInterview):
            library.static(name)
