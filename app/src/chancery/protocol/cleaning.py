"""A file that a person sent, and that is to be made anew in the jail before anything keeps or reads it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

# What is made anew or looked into; every other kind is kept as it came.
Opened = Literal["png", "jpeg", "gif", "webp", "pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "zip"]
# Why a file is not taken: its kind is not; it is not what its name says; it cannot be read; it wants a password; it
# has, or would have once it is opened, too many bytes.
Fault = Literal["kind", "content", "damaged", "locked", "large", "bulky"]


class Clean(Struct, tag="clean", tag_field="kind", omit_defaults=True):
    """Make a file anew without what nobody sees in it; pictures as the field wants them."""

    opened: Opened
    # All of the file; of an archive that is kept, the last bytes.
    content: bytes
    # Pixels that no side of a picture is to have more of; None for as many as it has.
    pixels: int | None = None
    # The kind that a picture is to become; "" for its own.
    picture_type: Literal["", "png", "jpeg"] = ""
    # Bytes of an archive that is kept.
    size: int = 0


class Cleaned(Struct, tag="cleaned", tag_field="kind", omit_defaults=True):
    """The file as it may be kept. It is as hostile as whoever sent it may have made it."""

    # None where it may be kept as it came.
    content: bytes | None = None


class Unfit(Struct, tag="unfit", tag_field="kind"):
    """The file cannot be taken."""

    fault: Fault
