"""Keys of docassemble's language that are taken and do nothing, and why: for docs/language.md.

One that begins to do something is taken out here; a test says so. Names that are refused stand in `refusals`.
"""

from __future__ import annotations

# Keys of a question that are taken and do nothing.
KEYS: dict[str, str] = {
    **dict.fromkeys(
        ("segment", "ga id", "segment id"), "No other site learns what a person does here: there is no tracking."
    ),
    **dict.fromkeys(("audio", "video"), "Sound and film are not embedded; link to them."),
    "url": "Call `response()` or `command()` in a code block with an `event`.",
    **dict.fromkeys(("auto open", "progressive"), "It belongs to `sections`."),
    **dict.fromkeys(
        ("gather", "list", "generic list object"), "A list gathers itself when used; `generic object` stands for any."
    ),
    "action": "It belongs to `action buttons` and to fields.",
    "allowed to set": "A page can set nothing but what its question asks for.",
    "back button color": "Back looks the same on every page.",
    "attachment options": "It sets options of Pandoc, which is not used; see `metadata` of a document.",
    "auto submit": "A screen is sent by its button, so that nobody sends one by mistake.",
    "comment": "It is a note to other authors.",
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
