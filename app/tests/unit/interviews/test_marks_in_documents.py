"""Marks typed into every box of every example appear as typed in every document that comes of it."""

import importlib.util
import io
import re
from pathlib import Path

import docx
import pikepdf
import pypdf
import pytest

# Tests are no package; the walk through an example is the one that the screens are tested with.
_SPEC = importlib.util.spec_from_file_location("marks_on_screens", Path(__file__).with_name("test_marks.py"))
marks_on_screens = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(marks_on_screens)
EXAMPLES, MARKS, walk = marks_on_screens.EXAMPLES, marks_on_screens.MARKS, marks_on_screens.walk


def squeezed(text):
    """`text` without white space, which lines of a page break at."""
    return re.sub(r"\s", "", text)


def pdf_words(content):
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def docx_words(content):
    return "".join(element.text or "" for element in docx.Document(io.BytesIO(content)).element.iter())


def pdf_actions(content):
    """What a reader of the PDF could be made to do."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [
            item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and ("/JS" in item or "/URI" in item)
        ]


def docx_links(content):
    """What the DOCX leads to outside itself."""
    return [part.target_ref for part in docx.Document(io.BytesIO(content)).part.rels.values() if part.is_external]


READ = {"pdf": (pdf_words, pdf_actions), "docx": (docx_words, docx_links)}


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_marks_appear_as_typed_in_every_document(person, name, mark):
    someone = person(f"chancery.examples:data/questions/{name}.yml")
    *_, last = walk(someone, mark)
    assert last.documents
    assert someone.files
    for file in someone.files:
        words, leads = READ[file.name.rpartition(".")[2]]
        text = squeezed(words(file.content))
        assert squeezed(mark) in text, file.name
        assert "1337" not in text
        assert not leads(file.content)
