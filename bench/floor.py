"""The floor: what a bare Flask route costs in the same image behind the same nginx.

It parses the same form and sends the same kind of answers as an interview does, and does nothing else.
"""

from __future__ import annotations

from flask import Flask, Response, redirect, request

application = Flask("floor")
PAGE = "<!doctype html><title>Floor</title>" + "<p>A page of about the size of a screen.</p>" * 120


@application.get("/floor")
def show() -> str:
    """Return a page of a screen's size."""
    return PAGE


@application.post("/floor")
def answer() -> Response:
    """Read the form and send the browser on."""
    return redirect(f"/floor?fields={len(request.form)}", 303)  # type: ignore[return-value]  # werkzeug's own Response
