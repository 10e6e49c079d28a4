"""What a document costs, beside its target: a letter of two pages in each of the ways that one is made.

Runs as the jail's child does: modules, fonts and templates are in memory, there is one thread, and each document is of
its own words. Run alone: `python -m bench.documents`.
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import NoReturn

import docx
import pikepdf

from chancery.documents import Maker, preload
from chancery.evaluator.jail import threads
from chancery.language.assembly import Filling, Letter, WordTemplate
from chancery.language.builtins import ALWAYS

ROUNDS = 25
# Milliseconds, at the median.
TARGETS = {"Markdown to PDF": 150.0, "Markdown to DOCX": 150.0, "DOCX template": 60.0, "PDF form": 40.0}
PARAGRAPH = "I rent the home above and I am writing to ask you to repair it, as number {} of my letters said. " * 5
FIELDS = 40


def main() -> int:
    """Print a table and, as its last line, the medians as JSON; return 1 if a target is missed."""
    threads.refuse()
    preload()
    maker = Maker()
    template, form = maker.word_template, maker.form(_form(), "form.pdf")
    word = _word()
    ways: dict[str, Callable[[int], Callable[[], object]]] = {
        "Markdown to PDF": lambda number: lambda: maker.pdf(_letter(number)),
        "Markdown to DOCX": lambda number: lambda: maker.docx(_letter(number)),
        "DOCX template": lambda number: _render(template(word, "word.docx"), number),
        "PDF form": lambda number: lambda: form.fill(_filling(number)),
    }
    medians = {way: _median(make) for way, make in ways.items()}
    print(f"\n{'a letter of two pages':<20}{'median ms':>11}{'target ms':>11}{'× target':>10}")
    for way, median in medians.items():
        print(f"  {way:<18}{median:>11.1f}{TARGETS[way]:>11.0f}{median / TARGETS[way]:>10.2f}")
    print(json.dumps(medians))
    return 0 if all(median <= TARGETS[way] for way, median in medians.items()) else 1


def _median(make: Callable[[int], Callable[[], object]]) -> float:
    """The median in milliseconds; what is made before the document itself is not counted, as it is there in a child."""
    taken = []
    for number in range(ROUNDS):
        run = make(number)
        begin = time.perf_counter()
        run()
        taken.append((time.perf_counter() - begin) * 1000)
    return round(statistics.median(taken), 2)


def _letter(number: int) -> Letter:
    body = "\n\n".join(PARAGRAPH.replace("{}", f"{number}.{part}") for part in range(12))
    table = "| What | Since |\n|---|---:|\n" + "\n".join(f"| Window {row} | {number} days |" for row in range(8))
    return Letter(f"# Request for repairs\n\n{body}\n\n{table}\n\n* one\n* two\n", "A letter", "en")


def _render(word: WordTemplate, number: int) -> Callable[[], object]:
    names = {"__builtins__": dict(ALWAYS), "number": number, "people": [{"name": f"Person {n}"} for n in range(20)]}

    def run() -> object:
        return word.render(names, lambda _name: None, _no_template)("A letter", "en")

    return run


def _no_template(name: str) -> NoReturn:
    raise LookupError(name)


def _word() -> bytes:
    document = docx.Document()
    for part in range(12):
        document.add_paragraph(PARAGRAPH.replace("{}", "{{ number }}." + str(part)))
    table = document.add_table(3, 2)
    cells = ("{%tr for person in people %}", "", "{{ person.name }}", "{{ loop.index }}", "{%tr endfor %}", "")
    for cell, text in zip((cell for row in table.rows for cell in row.cells), cells, strict=True):
        cell.text = text
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def _form() -> bytes:
    pdf = pikepdf.new()
    fields = []
    for number in range(FIELDS):
        page = pdf.add_blank_page() if number % (FIELDS // 2) == 0 else pdf.pages[-1]
        top = 760 - 35 * (number % (FIELDS // 2))
        place: dict[str, object] = {
            "Rect": pikepdf.Array([50, top, 500, top + 22]),
            "T": pikepdf.String(f"field {number}"),
        }
        kind: dict[str, object] = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name.Widget, "FT": pikepdf.Name.Tx}
        fields.append(
            pdf.make_indirect(pikepdf.Dictionary({f"/{key}": value for key, value in (kind | place).items()}))
        )
        page.Annots = pikepdf.Array([*page.get("/Annots", pikepdf.Array()), fields[-1]])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(fields))
    packed = io.BytesIO()
    pdf.save(packed)
    return packed.getvalue()


def _filling(number: int) -> Filling:
    return Filling({f"field {field}": f"Answer {number} of field {field}" for field in range(FIELDS)}, title="A form")


if __name__ == "__main__":
    sys.exit(main())
