"""Files of packages: addresses, pictures by name, data as objects, texts."""

import pytest

from chancery.language import AuthorError

from .conftest import words

END = "mandatory: True\nquestion: End\nsubquestion: |\n  "


@pytest.mark.parametrize(
    ("call", "address"),
    [
        ("'a b.png'", "/package/pkg/a%20b.png"),
        ("'data/static/in/x.css'", "/package/pkg/in/x.css"),
        ("'other.pkg:data/static/x.png', _external=True", "/package/other.pkg/x.png"),
        ("'restart'", "/interview?i=pkg%3Adata/questions/test.yml&reset=1"),
        ("'exit'", "/session/session/exit"),
        ("'interviews'", "/"),
    ],
)
def test_addresses(talk, call: str, address: str):
    assert talk(END + f"${{ url_of({call}) }}").text == f"End {address}"


PICTURES = """
images:
  house: house.svg
---
image sets:
  some:
    attribution: By *Ann*
    images:
      - coin: coin.svg
---
"""


def test_pictures_by_name(talk):
    source = (
        PICTURES
        + "question: Name\nfields:\n  - Name: name\n---\ndecoration: coin\n"
        + END
        + ":house: 1:house:2 ${ name }"
    )
    screen = talk(source).answer(name=":house:").result.screen
    assert '<img class="c-emoji" src="/package/pkg/house.svg" alt="house"> 1:house:2 :house:' in screen.subquestion
    assert screen.decoration == '<img class="c-decoration" src="/package/pkg/coin.svg" alt="">'
    assert screen.credits == ["By <em>Ann</em>"]


def test_pictures_and_terms_beside_fields(talk):
    source = f"{PICTURES}terms:\n  lease: A paper.\n---\nmandatory: True\nquestion: Q\nfields:\n"
    source += "  - 'Where :house: and {lease}': where\n    input type: radio\n    help: '{lease} :house:'\n"
    source += "    choices:\n      - 'Home :house:': home\n  - note: '{lease}'\n"
    screen = talk(source).result.screen
    asked, note = screen.form.fields
    house = '<img class="c-emoji" src="/package/pkg/house.svg" alt="house">'
    lease = '<a href="#term-0" class="c-term">lease</a>'
    assert (asked.label, asked.choices[0].label) == (f"Where {house} and {lease}", f"Home {house}")
    assert (asked.help, note.html) == (f"<p>{lease} {house}</p>\n", f"<p>{lease}</p>\n")
    assert screen.terms == [("lease", "<p>A paper.</p>\n")]


def test_only_pictures_on_the_screen_are_credited(talk):
    assert talk(PICTURES + END + ":house:").result.screen.credits == []


def test_a_picture_in_a_text(talk):
    shown = talk(END + "${ static_image('a.png', width='30px', alt_text='A <b>') }").result.screen.subquestion
    assert '<img class="c-picture" src="/package/pkg/a.png" alt="A <b>" width="30">' in shown


LOGO = '<img class="img-fluid" src="/package/pkg/logo.png" alt="{}"{}>'


@pytest.mark.parametrize(
    ("mark", "shown"),
    [
        ("[FILE logo.png]\n  *below*", f"<p><span>{LOGO.format('', '')}</span>\n<em>below</em></p>\n"),
        ('[FILE pkg:data/static/logo.png, 150px, Our "logo"]', LOGO.format("Our &quot;logo&quot;", ' width="150"')),
        ("[FILE pkg:logo.png, 1.5in]", LOGO.format("", ' width="144"')),
        ("[FILE logo.png, None, Ours]", LOGO.format("Ours", "")),
        ("[FILE logo.png, 100%]", LOGO.format("", "")),
        ("[FILE house, 20px]", '<img class="img-fluid" src="/package/pkg/house.svg" alt="house" width="20">'),
        ("[FILE guide.pdf]", '<a href="/package/pkg/guide.pdf">guide.pdf</a>'),
        ("[FILE guide.pdf, None, The *guide*]", '<a href="/package/pkg/guide.pdf">The <em>guide</em></a>'),
        ("[FILE nowhere.png]", "<p>[FILE nowhere.png]</p>"),
        ("[FILE secret.png]", "<p>[FILE secret.png]</p>"),
        ("[FILE ../static/logo.png]", "<p>[FILE ../static/logo.png]</p>"),
    ],
)
def test_files_in_texts(talk, mark: str, shown: str):
    below = {"static/logo.png": "", "static/guide.pdf": "", "templates/secret.png": ""}
    assert shown in talk(PICTURES + END + mark, below=below).result.screen.subquestion


def test_files_in_what_stands_beside_a_question(talk):
    source = "default screen parts:\n  pre: '[FILE logo.png]'\n---\nmandatory: True\nquestion: Name\nfields:\n"
    source += "  - note: '[FILE logo.png]'\n  - '[FILE logo.png] Name': name\n"
    screen = talk(source, below={"static/logo.png": ""}).result.screen
    logo = LOGO.format("", "")
    assert [logo in text for text in (screen.pre, *(field.html or field.label for field in screen.form.fields))] == [
        True, True, True,
    ]  # fmt: skip


def test_a_mark_for_a_file_that_was_typed_stays_as_typed(talk):
    source = "question: Name\nfields:\n  - Name: name\n---\n" + END + "${ name } [FILE ${ name }]"
    screen = talk(source, below={"static/logo.png": ""}).answer(name="[FILE logo.png]").result.screen
    assert screen.subquestion == "<p>[FILE logo.png] [FILE [FILE logo.png]]</p>\n"


PEOPLE = """
object: Individual
items:
  - name:
      object: IndividualName
      item:
        first: Ann
        last: Doe
    email: ann@example.org
  - name:
      object: IndividualName
      item:
        first: Ben
        last: Roe
    email: ben@example.org
"""


def test_objects_from_a_file(talk):
    source = "code: |\n  people = objects_from_file('people.yml', use_objects=True)\n---\n" + END
    person = talk(source + "${ people } ${ people[1].email }", below={"sources/people.yml": PEOPLE})
    assert person.text == "End Ann Doe and Ben Roe ben@example.org"
    assert person.again().text == "End Ann Doe and Ben Roe ben@example.org"


def test_plain_data_from_a_file(talk):
    source = "code: |\n  data = objects_from_file('data.json')\n---\n" + END + "${ data['a'][1] } ${ data['b'] }"
    assert talk(source, below={"sources/data.json": '{"a": [1, 2], "b": "x"}'}).text == "End 2 x"


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("none.yml", "", "does not exist"),
        ("../questions/test.yml", "", "does not exist"),
        ("x.json", "{", "is not JSON"),
        ("x.yml", "a: [", "YAML is broken"),
        ("y.yml", "object: Spaceship\nitems: []", "is not known"),
    ],
)
def test_data_that_cannot_be_read(talk, file: str, content: str, message: str):
    below = {f"sources/{file}": content} if content else {"sources/a.yml": "a: 1"}
    with pytest.raises(AuthorError, match=message) as caught:
        talk(f"mandatory: True\ncode: |\n  objects_from_file('{file}')\n", below=below)
    assert caught.value.fix


def test_a_template_whose_file_code_names(talk):
    source = "code: |\n  which = 'b.md'\n---\ntemplate: words\ncontent file:\n  code: which\n---\n" + END + "${ words }"
    person = talk(source, below={"templates/a.md": "A", "templates/b.md": "B is ${ which }"})
    assert person.text == "End B is b.md"
    with pytest.raises(AuthorError, match="does not exist"):
        talk(source.replace("'b.md'", "'c.md'"), below={"templates/a.md": "A"})


def test_an_included_file_may_stand_beside_the_one_that_includes_it(talk):
    source = "include: in/first.yml\n"
    person = talk(source, below={
        "questions/in/first.yml": "include: second.yml\n", "questions/in/second.yml": END + words("<b>x</b>"),
    })  # fmt: skip
    assert person.text == "End x"


def test_data_blocks_may_make_objects(talk):
    source = "variable name: people\nuse objects: objects\ndata:\n" + "".join(
        f"  {line}\n" for line in PEOPLE.strip().splitlines()
    )
    assert (
        talk(source + "---\n" + END + "${ people } ${ people[0].email }").text
        == "End Ann Doe and Ben Roe ann@example.org"
    )


def test_data_that_is_not_gathered_yet(talk):
    content = "object: DADict\nitem:\n  elements:\n    apple: 4\n"
    source = "code: |\n  seeds = objects_from_file('seeds.yml', gathered=False, name='seeds')\n---\nquestion: More?\n"
    person = talk(
        source + "yesno: seeds.there_is_another\n---\n" + END + "${ seeds }", below={"sources/seeds.yml": content}
    )
    assert person.title == "More?"
    assert person.press("No").text == "End apple"


def test_plain_data_without_recursion_can_be_kept(talk):
    source = "code: |\n  data = objects_from_file('data.yml', recursive=False)\n---\n" + END + "${ data['a'] }"
    person = talk(source, below={"sources/data.yml": "a:\n  - b: 1\n"})
    assert person.again().text == "End [{'b': 1}]"


@pytest.mark.parametrize(
    ("raw", "filename", "name"),
    [
        (".csv", "list", "list.csv"),
        (".CSV", "list.csv", "list.csv"),
        (".csv", "list.tsv", "list.tsv"),
        ("True", "list.tsv", "list.tsv"),
        ("True", "list", "list.txt"),
    ],
)
def test_a_raw_document_has_the_extension_that_is_named(talk, raw, filename, name):
    conversation = talk(f"""
mandatory: True
question: D
attachment:
  name: Data
  filename: {filename}
  raw: {raw}
  content: |
    a,${{ 1 }}
""")
    assert [file.name for file in conversation.result.screen.documents.items[0].files] == [name]


def test_a_file_that_is_ready_and_was_not_written_is_empty(talk):
    code = "objects:\n  - note: DAFile\n---\nmandatory: True\ncode: |\n  note.initialize(filename='note.txt')\n---\n"
    end = "mandatory: True\nquestion: |\n  ${ [note.slurp(), note.readlines(), note.size_in_bytes(), note.ok] }\n"
    assert talk(code + end).title == "['', [], 0, False]"


def test_the_kind_of_several_files_is_set_for_each(talk):
    source = (
        "objects:\n  - one: DAFile\n  - both: DAFileList\n---\nmandatory: True\ncode: |\n"
        "  one.initialize(filename='one.txt')\n  one.write('x')\n  both.append(one)\n  both.gathered = True\n"
        "  both.set_mimetype('text/csv')\n---\nmandatory: True\nquestion: ${ both[0].mimetype } ${ both.extension }\n"
    )
    assert talk(source).title == "text/csv csv"


def test_a_document_in_several_formats_is_asked_as_the_one_that_knows(talk):
    import chancery.documents  # noqa: F401  # it makes the document

    source = (
        "attachment:\n  name: Paper\n  variable name: paper\n  valid formats:\n    - pdf\n    - docx\n"
        "  content: |\n    One\n\n    [PAGEBREAK]\n\n    Two\n---\n"
    )
    page = talk(source + END + "${ paper.num_pages() } ${ paper.get_docx_variables() } ${ paper.uses_acroform() }")
    assert page.text == "End 2 [] False"
    shown = talk(source + END + "${ paper.show() }").result.screen.subquestion
    assert shown.count("<a ") == 2
