"""Documents are made in the sealed child: no file, no thread, no network, whatever the converter would like."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import docx
import pikepdf
import pytest
from PIL import Image

from chancery.protocol import Context, Job, Open

INTERVIEW = """
objects:
  - made: DAFile
  - photo: DAFile
  - page: DAFile
  - words: DAFile
---
mandatory: True
code: |
  made.copy_into(DAStaticFile('s', filename='data/templates/form.pdf'))
  made.bates_number(prefix='A', filename='numbered')
  photo.copy_into(DAStaticFile('s', filename='dot.png'))
  page.copy_into(photo)
  photo.convert_to('jpg')
  page.convert_to('pdf')
  words.copy_into(DAStaticFile('s', filename='data/templates/word.docx'))
  words.convert_to('md')
---
mandatory: True
question: Your documents
subquestion: ${ made } ${ photo } ${ page } ${ words }
attachments:
  - name: Letter
    filename: letter
    content: |
      # A letter with every font: `code`, **bold**, *slanted*, ☐ Ж ł

      | a | b |
      |---|---|
      | 1 | 2 |

      [QR https://example.org]
  - name: Word
    filename: word
    docx template file: word.docx
  - name: Form
    filename: form
    pdf template file: form.pdf
    fields:
      name: Zoë Żółw
"""


@pytest.fixture(scope="module")
def evaluator(start_evaluator, tmp_path_factory: pytest.TempPathFactory):
    root = tmp_path_factory.mktemp("packages")
    data = root / "pkg" / "data"
    for folder in ("questions", "templates", "static"):
        (data / folder).mkdir(parents=True)
    Image.new("RGB", (4, 4), "navy").save(data / "static" / "dot.png")
    (data / "questions" / "test.yml").write_text(INTERVIEW)
    word = docx.Document()
    word.add_paragraph("{% for n in [1, 2, 3] %}{{ n }}{% endfor %} {{p '**a**' | markdown }}")
    word.save(str(data / "templates" / "word.docx"))
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    rect = pikepdf.Array([10, 10, 200, 30])
    widget = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name.Widget, "FT": pikepdf.Name.Tx, "Rect": rect}
    field = pdf.make_indirect(pikepdf.Dictionary(**widget, T=pikepdf.String("name")))
    page.Annots = pikepdf.Array([field])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
    pdf.save(data / "templates" / "form.pdf")
    return start_evaluator(root).client


@pytest.mark.control("documents_confined")
def test_every_kind_is_made_in_the_jail(evaluator):
    context = Context(now="2026-11-23T12:00:00+00:00", session="0" * 32)
    for _ in range(3):
        result, _ = evaluator.run("pkg:data/questions/test.yml", Job(Open(), context))
        kinds = {(file.name, file.content[:4]) for file in result.files}
        assert kinds == {
            ("letter.pdf", b"%PDF"), ("letter.docx", b"PK\x03\x04"), ("word.docx", b"PK\x03\x04"),
            ("word.pdf", b"%PDF"), ("form.pdf", b"%PDF"), ("numbered.pdf", b"%PDF"),
            ("dot.jpg", b"\xff\xd8\xff\xe0"), ("dot.pdf", b"%PDF"), ("word.md", b"{% f"),
        }  # fmt: skip
        form = next(file.content for file in result.files if file.name == "form.pdf")
        with pikepdf.open(io.BytesIO(form)) as pdf:
            assert str(pdf.Root.AcroForm.Fields[0].V) == "Zoë Żółw"


PROGRAM = """
import os, sys, threading
from chancery.evaluator.jail import threads
if sys.argv[1] == "refused":
    threads.refuse()
def start():
    threading.Thread(target=lambda: None).start()
try:
    start()
    print("started")
except RuntimeError:
    print("refused")
child = os.fork()
if child == 0:
    os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.parametrize(("mode", "said"), [("refused", "refused"), ("allowed", "started")])
def test_threads_are_refused_and_forks_are_not(mode: str, said: str, tmp_path: Path):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    done = subprocess.run([sys.executable, program, mode], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == [said, "7"]
