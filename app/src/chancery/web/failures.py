"""What nginx is told of a refusal: one word in a header, which it hides from the client.

Addresses that fail too often are banned. Without a word nginx judges by the status alone, as it does for scanners.
Keeps control_abusers_banned. Keeps control_innocent_not_banned.
"""

from __future__ import annotations

from typing import Literal

from flask import Response

HEADER = "X-Chancery-Failure"
# login: a sign-in that failed. guess: the address of a session, or the name of an interview, that never was.
# none: what happens to honest people, such as a session of their own that expired.
Kind = Literal["login", "guess", "none"]


def tell(response: Response, kind: Kind) -> Response:
    """Mark `response` as a failure of that kind."""
    response.headers[HEADER] = kind
    return response
