"""Pieces that everything on the socket is made of: bounded texts, names of variables and files."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

Html = Annotated[str, Meta(max_length=200_000)]
Text = Annotated[str, Meta(max_length=200_000)]
Key = Annotated[str, Meta(pattern=r"^[a-z_]{1,20}[0-9]{0,5}\Z")]
# A variable as an answer names it: names, attributes and indexes, for instance children[0].name['first'].
VARIABLE = r"^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*|\[[0-9]{1,6}\]|\['[^'\\\x00-\x1f]{1,200}'\])*\Z"
Variable = Annotated[str, Meta(pattern=VARIABLE, max_length=1000)]
Json = Any
# A file of a session: 128 random bits.
FileId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
# A file's name as a person sees it: no path, nothing that could end a header or turn the text round.
FileName = Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f-\x9f/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,200}\Z")]
MimeType = Annotated[str, Meta(pattern=r"^[a-z]{1,20}/[A-Za-z0-9.+-]{1,100}\Z")]
