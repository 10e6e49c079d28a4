"""One screen of every kind, made by hand from the protocol's own types, for tests of how screens are drawn."""

from __future__ import annotations

from chancery.protocol import (
    Button,
    Choice,
    Collect,
    Document,
    DocumentFile,
    Documents,
    Emailing,
    Field,
    Form,
    HelpSection,
    Link,
    Screen,
    Section,
)

CONTINUE = Button(key="continue", label="Continue")
LINK = [Choice(key="choice_0", label="Edit", command="link", url="/session/x/do/0123456789abcdef")]
FRUIT = ["Apple", "Pear", "Plum"]


def choices(*labels: str, **changes: object) -> list[Choice]:
    return [Choice(key=f"c{n}", label=label, value=label.lower(), **changes) for n, label in enumerate(labels)]


def screen(*fields: Field, title: str = "Tell us about it", **changes: object) -> Screen:
    changes.setdefault("buttons", [CONTINUE])
    return Screen(form=Form(question="q", fields=list(fields)), title=title, **changes)


TEXT = screen(
    Field(key="field0", variable="name", label="Full name", hint="As in your passport"),
    Field(key="field1", variable="age", label="Age", input="number", datatype="integer", required=False),
    Field(key="field2", variable="rent", label="Rent", input="number", datatype="currency", prefix="£"),
    Field(key="field3", variable="mail", label="E-mail", input="email", datatype="email", under="We never use it."),
    Field(key="field4", variable="secret", label="Password", input="password", datatype="password"),
    Field(key="field5", variable="story", label="What happened?", input="area", rows=4, help="As much as you like."),
    title="About you",
    subquestion="<p>A few <strong>plain</strong> questions.</p>",
)
DATES = screen(
    Field(key="field0", variable="d", label="Date of birth", input="date", datatype="date", maximum="2026-01-01"),
    Field(key="field1", variable="t", label="Time", input="time", datatype="time"),
    Field(
        key="field2", variable="m", label="Meeting", input="datetime", datatype="datetime", default="2026-02-03T10:00"
    ),
    Field(key="field3", variable="r", label="How sure are you?", input="range", minimum="0", maximum="10", default="5"),
)
CHOICES = screen(
    Field(key="field0", variable="a", label="Favourite fruit", input="radio", choices=choices(*FRUIT)),
    Field(
        key="field1",
        variable="b",
        label="Fruit in the house",
        input="checkboxes",
        required=False,
        choices=[*choices(*FRUIT), Choice(key="none", label="None of these", exclusive=True)],
    ),
    Field(key="field2", variable="c", label="Country", input="select", choices=choices("France", "Spain")),
    Field(key="field3", variable="e", label="Languages", input="multiselect", choices=choices("French", "Welsh")),
    Field(key="field4", variable="f", label="Colour", input="combobox", choices=choices("Red", "Green")),
    Field(key="field5", variable="g", label="I agree to the terms", input="checkbox", datatype="yesno"),
    Field(
        key="field6", variable="h", label="Home", input="radio", choices=choices("Flat", "House", help="A dwelling.")
    ),
)
GROUPED = screen(
    Field(
        key="field0",
        variable="a",
        label="Food",
        input="radio",
        choices=[
            Choice(key="c0", label="Apple", group="Fruit", selected=True),
            Choice(key="c1", label="Leek", group="Vegetables"),
        ],
    ),
    Field(
        key="field1",
        variable="b",
        label="Drink",
        input="select",
        choices=[Choice(key="c0", label="Tea", group="Hot"), Choice(key="c1", label="Water", group="Cold")],
    ),
)
YES_NO = screen(
    Field(
        key="field0",
        variable="ok",
        input="buttons",
        choices=[Choice(key="yes", label="Yes"), Choice(key="no", label="No", color="secondary")],
    ),
    title="Do you rent your home?",
    buttons=[],
)
NAMELESS = screen(Field(key="field0", variable="x", label="", label_position="none"), title="What is your name?")
NAMELESS_GROUP = screen(
    Field(key="field0", variable="x", input="radio", choices=choices(*FRUIT)), title="Which fruit do you like best?"
)
NOTES = screen(
    Field(key="note0", datatype="note", input="note", html="<p>Have a <a href='https://example.org/'>letter</a>.</p>"),
    Field(key="html0", datatype="html", input="html", html="<div class='alert alert-info'>Plain HTML.</div>"),
    Field(key="field0", variable="x", label="Box"),
    title="With notes",
)
GRID = screen(
    Field(key="field0", variable="a", label="Street", grid={"grid": 8}),
    Field(key="field1", variable="b", label="Number", grid={"grid": {"width": 4, "end": True}}),
    Field(key="field2", variable="c", label="Town", grid={"grid": {"width": "6", "offset": 2, "breakpoint": "sm"}}),
    Field(key="field3", variable="d", label="Fruit", input="radio", choices=choices(*FRUIT), grid={"item grid": 4}),
)
FURNISHED = screen(
    Field(key="field0", variable="x", label="Box"),
    title="With everything around it",
    subquestion="<table class='table'><tr><th style='text-align: right'>Sum</th><td>1</td></tr></table>",
    pre="<p>Before.</p>",
    post="<p>After.</p>",
    under="<p>Below.</p>",
    right="<p>Beside.</p>",
    progress=40.0,
    help=[HelpSection(label="About this", html="<p>Two and two is <em>four</em>.</p>")],
    notices=[("success", "<p>Saved.</p>"), ("info", "By the way.")],
    parts={"title": "A letter", "short title": "Letter", "subtitle": "To your landlord", "footer": "The footer part."},
)
WRONG = screen(
    Field(key="field0", variable="name", label="Full name"),
    Field(key="field1", variable="fruit", label="Fruit", input="radio", choices=choices(*FRUIT)),
    errors={"": "The two do not go together.", "field0": "Type your name.", "field1": "Choose one."},
    typed={"field0": ["<b>Ann"], "field1": ["c1"]},
)
RIGHT_TO_LEFT = screen(
    Field(key="field0", variable="x", label="الاسم الكامل", help="كما في جواز السفر"),
    Field(key="field1", variable="y", label="الفاكهة", input="radio", choices=choices("تفاح", "كمثرى")),
    title="ما اسمك؟",
    language="ar",
)
LONG = screen(
    Field(key="field0", variable="x", label="Donaudampfschifffahrtsgesellschaftskapitänsmütze" * 3),
    Field(key="field1", variable="y", label="Town", input="radio", choices=choices(*(f"Town {n}" for n in range(60)))),
    Field(key="field2", variable="z", label="Town", input="select", choices=choices("L" + "ong" * 60, "Short")),
    title="Nieuwegracht" * 12,
    subquestion="<p>"
    + "word " * 400
    + "</p><pre>"
    + "code" * 80
    + "</pre><table class='table'><tr>"
    + ("<td>" + "cell" * 20 + "</td>") * 4
    + "</tr></table>",
    parts={"title": "An interview with quite a long title that goes on and on"},
)
REVIEW = screen(
    Field(key="review_0", input="review", html="<p>You are <strong>Ann</strong>.</p>", choices=LINK, required=False),
    Field(key="review_1", input="review", choices=LINK, help="<p>Change it.</p>", required=False),
    title="Look it over",
    subquestion="<table class='table'><tr><th>Fruit</th><th>Actions</th></tr><tr><td>Pear</td><td>"
    "<a class='btn btn-sm btn-secondary c-confirm' href='/session/x/do/y'>Delete</a></td></tr></table>",
    buttons=[Button(key="action_0", label="Elsewhere", command="link", url="/a", color="info"), CONTINUE],
)
SECTIONED = screen(
    Field(key="field0", variable="x", label="Box"),
    title="In a section",
    decoration='<img class="c-decoration" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="">',
    subquestion='<p>A <a href="#term-0" class="c-term">deed</a>, please. <span id="target-x" role="status"></span></p>',
    terms=[("deed", "<p>A paper.</p>")],
    credits=["By <em>Ann</em>"],
    menu=[Link("Look it over", "/session/x/do/y"), Link("Help", "#help", "small")],
    sections=[
        Section("Done", url="/session/x/do/y", visited=True, below=[Section("First part", visited=True)]),
        Section("Here", current=True, visited=True),
        Section("To come"),
    ],
)
ACROSS = screen(
    Field(key="field0", variable="x", label="Box"),
    title="With sections at the top",
    sections=SECTIONED.sections,
    sections_place="top",
)
RULED = screen(
    Field(key="field0", variable="a", label="Do you have a pet?", input="checkbox", datatype="yesno", required=False),
    Field(key="field1", variable="b", label="Its name", condition={"show": [{"key": "field0", "any": ["true"]}]}),
    Field(
        key="field2", variable="c", label="Its age",
        condition={"show": [{"key": "field1", "any": ["Rex"]}], "enable": [{"key": "field0", "any": ["true"]}]},
    ),
    title="Pets",
)  # fmt: skip
EMBEDDED = screen(
    Field(key="field0", variable="a", label="Rent", datatype="currency", prefix="$", embedded=True),
    Field(
        key="field1", variable="b", label="How often", input="select", choices=choices("Weekly", "Monthly"),
        embedded=True, required=False,
    ),
    Field(
        key="field2", variable="c", label_position="none", embedded=True,
        condition={"show": [{"key": "field1", "any": ["c0"]}]},
    ),
    Field(key="field3", variable="d", label="Below"),
    title="Fill in",
    subquestion='<p>I pay <span class="c-embedded" id="field0"></span> '
    '<span class="c-embedded" id="field1"></span>.</p>'
    '<p>That is <span class="c-embedded" id="field2"></span><span class="c-embedded" id="field9"></span> by now.</p>',
    errors={"field0": "Please write a number."},
    typed={"field0": ["much"]},
)  # fmt: skip
UPLOADS = screen(
    Field(key="field0", variable="a", label="Your lease", input="file", datatype="files", several=True, accept=".pdf"),
    Field(key="field1", variable="b", label="A picture", input="file", datatype="camera", pixels=900, required=False),
    title="Proof",
)
SIGNATURE = screen(
    Field(key="field0", variable="x", input="signature", datatype="signature", label_position="none", pen_color="#33f"),
    title="Sign here",
)
COLLECTED = screen(
    *(
        field
        for row in range(3)
        for field in (
            Field(key=f"row_{row}00", datatype="row", input="hidden", default="1", row=row, required=False),
            Field(key=f"row_{row}01", variable=f"pets[{row}].name.text", label="Name", row=row),
            Field(key=f"row_{row}02", variable=f"pets[{row}].kind", label="Kind", input="radio", row=row,
                  choices=choices("Cat", "Dog")),
        )
    ),
    title="Your pets",
    collect=Collect(there=2),
)  # fmt: skip
FINAL = screen(
    title="Your letter is ready",
    subquestion="<p>Dear Sir or Madam,</p><p>the roof leaks.</p><p>Yours faithfully,<br>Ann</p>",
    buttons=[
        Button(key="exit", label="Exit", command="exit", color="danger"),
        Button(key="restart", label="Start again", command="restart", color="secondary"),
    ],
    final=True,
)
DOCUMENTS = screen(
    title="Your letters",
    documents=Documents(
        items=[
            Document(
                name=f"Letter to the {whom}",
                description="<p>Sign it, and send it by post.</p>",
                files=[DocumentFile(label, f"{number}{len(label)}" * 16, f"letter.{label.lower()}", 20_000)
                       for label in ("PDF", "DOCX")],
                preview="<p>Dear Sir or Madam,</p>",
            )
            for number, whom in enumerate(("landlord", "council"), 1)
        ],
        zip_name="letters.zip",
        emailing=Emailing(address="ann@example.org", may_choose=True),
    ),
    final=True,
)  # fmt: skip
ALL = {name.lower(): value for name, value in list(globals().items()) if name.isupper() and isinstance(value, Screen)}
