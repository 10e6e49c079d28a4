"""Where a person goes once she has signed in: the address that sent her to do so says it (`next`).

It is kept in a cookie until then, because signing in goes over several pages, and over a provider's. Whatever stands in
it, it leads nobody away from this site, and erases nothing there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import make_response, redirect, request, url_for

from chancery.web.visitors import forget_next, noted_next, remember_next

if TYPE_CHECKING:
    from flask import Response

# The list, an interview or a session, and nothing that browsers would read as another host's name.
_PLACE = re.compile(r"/(?:interview\?[A-Za-z0-9%&=.,:_~+/-]{1,1500}|session/[0-9a-f]{32})?")
# Says to the page of an interview that this address may have been made by anybody.
MARK = "onward"


def note(response: Response) -> Response:
    """Note the `next` of this request for later; without one, what was noted before is forgotten."""
    wanted = _wanted()
    if wanted:
        return remember_next(response, wanted)
    return forget_next(response) if noted_next() else response


def wants_one() -> bool:
    """Whether the address of this request has a `next` that can be gone to."""
    return bool(_wanted())


def go() -> Response:
    """Go to the `next` of this request, or where was noted, or to the list; what was noted is used up."""
    noted = noted_next()
    place = _wanted() or (noted if _PLACE.fullmatch(noted) else "") or url_for("pages.home")
    if place.startswith("/interview?"):
        place += f"&{MARK}=1"
    response = make_response(redirect(place, 303))
    return forget_next(response) if noted else response


def _wanted() -> str:
    wanted = request.args.get("next", "")
    return wanted if _PLACE.fullmatch(wanted) else ""
