"""What docassemble's language has and this one takes without doing anything, and why: for `chancery check` and docs.

What begins to do something is taken out here; tests say so. Names that are refused stand in `refusals`.
"""

from __future__ import annotations

from typing import Any

# Keys of a question.
KEYS: dict[str, str] = {
    **dict.fromkeys(
        ("segment", "ga id", "segment id"), "No other site learns what a person does here: there is no tracking."
    ),
    "url": "Call `response()` or `command()` in a code block with an `event`.",
    **dict.fromkeys(
        ("gather", "list", "generic list object"), "A list gathers itself when used; `generic object` stands for any."
    ),
    "action": "It belongs to `action buttons` and to fields.",
    "allowed to set": "A page can set nothing but what its question asks for.",
    "back button color": "Back looks the same on every page.",
    "auto submit": "A screen is sent by its button, so that nobody sends one by mistake.",
    "continue button icon": "Buttons have words alone.",
    **dict.fromkeys(
        ("field metadata", "question metadata"), "It is for programs that read an interview; nothing here does."
    ),
    "hide corner back button": "Back is always in one place; `prevent going back` forbids it.",
    "include qr code": "Use `[QR ...]` or `interview_url_as_qr()`.",
    "tabular": "A review is a list of labels and answers as it is, which fits a narrow screen.",
    "tags": "It belongs to `metadata`.",
    "using": "It belongs to the objects of a field.",
}  # fmt: skip

# Keys of a field.
FIELDS: dict[str, str] = {
    "address autocomplete": "No service outside learns what a person types; an address is asked in plain fields.",
    "extras": "Write what a field may have as keys of the field.",
    "field metadata": "It is for programs that read an interview; nothing here does.",
    "file css class": "A field that takes files looks the same in every interview.",
    "image upload quality": "Pictures are written anew with a quality of 90 per cent.",
    "inline": "Choices stand below each other, which fits a narrow screen; `item grid` puts them side by side.",
    **dict.fromkeys(("keep for training", "using"), "Nothing here learns from answers."),
    **dict.fromkeys(
        ("private", "persistent", "allow users", "allow privileges", "permissions"),
        "A file is encrypted for the people of its session, and goes with it.",
    ),
}  # fmt: skip

# Keys of a document.
DOCUMENTS: dict[str, str] = {
    **dict.fromkeys(
        ("template file", "rtf template file"),
        "It is a template of Pandoc, which is not used; `metadata` sets margins, headers and footers.",
    ),
    "docx reference file": "A DOCX of Markdown has the site’s styles; for your own write a `docx template file`.",
    "hyperlink style": "A link in a DOCX template looks as the text around its mark does.",
    "rendering font": "What is filled into a PDF form is set in fonts of the site, which are put into the file.",
    "tagged pdf": "A PDF of Markdown is always tagged; one of a form is as the form is.",
    **dict.fromkeys(
        # They would lock a PDF. The library that could do it reads random numbers from a file, and the jail has none.
        ("password", "owner password", "permissions"),
        "A document gets no password; do not send it to where others could open it.",
    ),
}  # fmt: skip

# Keys of a table.
TABLES: dict[str, str] = {
    "indent": "A table is put into a text where the text has it.",
}

# Names below `features`.
FEATURES: dict[str, str] = {
    "auto jinja filter": "Write the filter into each mark of the template that wants it.",
    "bootstrap theme": "Pages have the look of the site; `css` changes it.",
    "cache documents": "Documents are made for the screen that shows them, which takes milliseconds.",
    "centered": "A question stands where it is read best on a screen of any width.",
    "custom datatypes to load": "Datatypes of your own need a module; use `validate` and `validation messages`.",
    "debug": "What is wrong with an interview is said by `chancery check` and by the page of an error.",
    "disable analytics": "There are no analytics.",
    "go full screen": "The page is never in the frame of another.",
    **dict.fromkeys(
        ("hide corner interface", "hide navbar", "hide standard menu"),
        "The bar stays, so that everybody finds Exit and who can read the answers.",
    ),
    "inverse navbar": "Pages have the look of the site; `css` changes it.",
    **dict.fromkeys(("loop limit", "recursion limit"), "Work ends when its time is over, which the site sets."),
    "new markdown to docx": "There is one way from Markdown to DOCX.",
    "numeric inputs": "Numbers are typed into a box of text with the keys for numbers, which loses nothing.",
    "popover trigger": "What a term means stands below the question, and the term leads there.",
    "question back button": "Back is in one place on every screen.",
    "question help button": "Help is in the bar on every screen.",
    "review button icon": "Buttons have words alone.",
    "send question data": "Pages have no data for programs; scripts call `get_interview_variables()`.",
    "suppress autofill": "Browsers are always asked to fill in nothing.",
    "table width": "Tables of plain text are as wide as what is in them.",
    "tagged pdf": "A PDF of Markdown is always tagged; one of a form is as the form is.",
    "wide side by side": "A question and what is beside it share the width of the screen.",
}  # fmt: skip

# Names below `metadata`, which may also hold whatever an author likes.
METADATA: dict[str, str] = {
    **dict.fromkeys(("exit link", "exit url"), "Exit always asks, erases the session and says so."),
    **dict.fromkeys(("logo", "short logo", "title url"), "The bar has the interview’s title as text."),
    "show login": "Signing in is offered wherever the site has accounts.",
    "social": "Pages tell nothing to programs that gather links.",
    **dict.fromkeys(
        ("help button color", "back button color"), "The page’s own buttons look the same in every interview."
    ),
}  # fmt: skip

# Of these, what an author wants is so anyway if the value is this; of all others if it is False or nothing.
_SO_ANYWAY: dict[str, Any] = {
    "tagged pdf": True, "centered": True, "private": True, "disable analytics": True, "suppress autofill": True,
    "new markdown to docx": True, "show login": True,
}  # fmt: skip


def is_so_anyway(name: str, value: Any) -> bool:
    """Whether nothing is missing though `name` does nothing, because the value asks for what is so here."""
    wanted = _SO_ANYWAY.get(name, False)
    return value is None or value is wanted
