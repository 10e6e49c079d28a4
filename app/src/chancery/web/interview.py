"""An interview in the browser: start or resume, draw the screen, take the answer, go back, exit.

Every answer is a POST that ends in a redirect to the session's one address, so that reloading never sends anything
twice. What is not valid is drawn again at once, with what was typed (422); what is too late is not stored and the
current question is shown instead (409).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from flask import Blueprint, Response, abort, jsonify, make_response, redirect, render_template, request, url_for

from chancery.protocol import Action, Failure, Follow, Respond, Update
from chancery.sessions import InterviewFailed, NoSuchSession, NoWayBack, Sent, StaleAnswer, UnknownField, Visitor
from chancery.web import current, drawing, incoming, next_page, scripts
from chancery.web.clean import clean
from chancery.web.documents import disposition
from chancery.web.visitors import current_visitor, forget, holder, remember

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.wrappers import Response as AnyResponse

    from chancery.accounts.logins import Login
    from chancery.sessions import View
    from chancery.sessions.beginnings import Mode

blueprint = Blueprint("interview", __name__)

# Arguments of /interview that are the page's own; the others are the interview's `url_args`.
OWN_ARGUMENTS = frozenset(
    {"i", "reset", "new_session", "session", "cache", "from_list", "late", "again", next_page.MARK}
)
# Hidden fields of the page itself.
OWN_FIELDS = frozenset({"_csrf", "_revision"})
# No package and file has a longer name; what is longer is not even asked about.
MAX_NAME = 500
# What may stand in the address of another site: visible ASCII without a backslash.
PLAIN_ADDRESS = re.compile(r"[!-\[\]-~]{1,2000}")
# Pieces of work that are done at once where no script asks for one after the other.
MOST_WORK = 5
# The key of a link that an interview made.
LINK = re.compile(r"[0-9a-f]{16}")


@blueprint.get("/interview")
def start() -> AnyResponse:
    """Open the interview `i`, where the person left off or, with `reset` or `new_session`, from its beginning."""
    if request.method == "HEAD" or request.headers.get("Sec-Purpose", "").startswith("prefetch"):
        # Nobody is there yet: a browser that looks ahead, or a program that tests a link.
        return Response(status=204)
    name = request.args.get("i", "")
    if not name:
        return redirect(url_for("pages.home"), 303)
    if len(name) > MAX_NAME:
        raise InterviewFailed(Failure("unknown"))
    visitor = current_visitor() or Visitor.new()
    session = request.args.get("session", "")
    if session and session in (listed.uid for listed in current.sessions().list(visitor)):
        return redirect(url_for(".show", uid=session), 303)
    here = _from_here()
    view = current.sessions().start(visitor, name, _arguments(), mode=_mode(), erases=here, news=here)
    return remember(make_response(_onward(view, visitor)), visitor)


def _arguments() -> dict[str, str]:
    """The arguments of the address that are the interview's."""
    return {key: value for key, value in request.args.items() if key not in OWN_ARGUMENTS}


def _from_here() -> bool:
    """Whether a link of this site was followed, or an address typed.

    What another site links to changes and erases nothing, nor does what leads here over the page where one signs in.
    """
    return request.headers.get("Sec-Fetch-Site") in ("same-origin", "none") and next_page.MARK not in request.args


def _mode() -> Mode:
    if request.args.get("new_session", "0") != "0":
        return "new"
    return "resume" if request.args.get("reset", "0") == "0" else "reset"


@blueprint.get("/session/<string(length=32):uid>")
def show(uid: str) -> AnyResponse:
    """Draw the stored screen; with `late`, say that what a script just sent belonged to an earlier one.

    With `again` it is found out anew first (`reload`). Other arguments are news to the interview (`url_args`). Both
    leave the address at once.
    """
    visitor = holder()
    arguments = _arguments()
    ahead = request.method == "HEAD" or request.headers.get("Sec-Purpose", "").startswith("prefetch")
    if (arguments or "again" in request.args) and not ahead and _from_here():
        return _onward(current.sessions().tell(visitor, uid, arguments), visitor)
    return remember(draw(current.sessions().current(visitor, uid), visitor, late="late" in request.args), visitor)


@blueprint.post("/session/<string(length=32):uid>")
def answer(uid: str) -> AnyResponse:
    """Take the answer; it is stored when this redirects."""
    visitor = holder()
    posted: dict[str, list[str]] = {}
    view = current.sessions().answer(visitor, uid, revision(), posted, _sent(posted))
    if view.screen.errors:
        return draw(view, visitor, status=422)
    return _told(_onward(view, visitor))


def _sent(posted: dict[str, list[str]]) -> Iterator[Sent]:
    """The files of the form; after the last, its own fields are written into `posted`, wherever they stood."""
    yield from incoming.files()
    posted.update((key, values) for key, values in request.form.lists() if key not in OWN_FIELDS)
    if any(key.startswith("_") for key in posted):
        raise UnknownField("the form has no such field")


@blueprint.get("/session/<string(length=32):uid>/do/<string(length=16):link>")
def follow(uid: str, link: str) -> AnyResponse:
    """Follow a link that the interview made. Only its session's own pages know the session's name and the link's."""
    if not LINK.fullmatch(link):
        abort(404)
    if request.method == "HEAD" or request.headers.get("Sec-Purpose", "").startswith("prefetch"):
        return Response(status=204)
    visitor = holder()
    return _onward(current.sessions().action(visitor, uid, Follow(link)), visitor)


@blueprint.post("/session/<string(length=32):uid>/event")
def event(uid: str) -> AnyResponse:
    """Do what a script of the page asks for: run an event of the interview's, with arguments as JSON.

    The answer tells the page its new revision, and what the interview answered or where to go.
    """
    visitor = holder()
    try:
        action = msgspec.json.decode(request.form.get("event", ""), type=Action)
        view = current.sessions().action(visitor, uid, action)
    except msgspec.MsgspecError:
        abort(400)
    except StaleAnswer as stale:
        return jsonify(revision=stale.view.revision, stale=True)
    answer = view.response
    if answer is None:
        return jsonify(revision=view.revision, location=url_for(".show", uid=view.uid))
    if isinstance(answer, Update):
        return jsonify(revision=view.revision, works=view.screen.works, update=_changes(answer))
    return jsonify(
        revision=view.revision, content=answer.body.decode("utf-8", "replace"), content_type=answer.content_type,
        status=answer.status,
    )  # fmt: skip


@blueprint.post("/session/<string(length=32):uid>/work")
def work(uid: str) -> AnyResponse:
    """Do the work of the session that has waited longest (`background_action`): its page asks for it.

    A script learns what came of it, and whether more waits; without one, a button leads here and back.
    """
    visitor = holder()
    if request.accept_mimetypes.best != "application/json":
        for _ in range(MOST_WORK):
            if not current.sessions().work(visitor, uid).screen.works:
                break
        return redirect(url_for(".show", uid=uid), 303)
    view = current.sessions().work(visitor, uid)
    return jsonify(revision=view.revision, works=view.screen.works, update=_changes(view.response))


def _changes(answer: object) -> dict[str, object] | None:
    """What a script changes of the page, as JSON; None for nothing."""
    if not isinstance(answer, Update):
        return None
    places = {name: str(clean(html)) for name, html in answer.others.items()}
    changes: dict[str, object] = msgspec.to_builtins(answer)
    return changes | {
        "html": str(clean(answer.html)), "target": answer.target, "others": places,
        "choices": drawing.offered(answer.choices),
    }  # fmt: skip


@blueprint.post("/session/<string(length=32):uid>/back")
def back(uid: str) -> AnyResponse:
    """Return to the question before."""
    visitor = holder()
    try:
        view = current.sessions().back(visitor, uid, revision())
    except NoWayBack:
        return redirect(url_for(".show", uid=uid), 303)
    return redirect(url_for(".show", uid=view.uid), 303)


@blueprint.get("/session/<string(length=32):uid>/exit")
def ask_exit(uid: str) -> str:
    """Ask before erasing. A session that does not open can still be erased, so it is not opened here."""
    visitor = holder()
    standing = next((listed.standing for listed in current.sessions().list(visitor) if listed.uid == uid), None)
    if standing is None:
        raise NoSuchSession
    return render_template("exit.html", uid=uid, csrf=visitor.csrf_token(), standing=standing)


@blueprint.post("/session/<string(length=32):uid>/exit")
def leave(uid: str) -> AnyResponse:
    """Erase the session."""
    visitor = holder()
    current.sessions().exit(visitor, uid)
    return _farewell(visitor, uid)


@blueprint.app_errorhandler(StaleAnswer)
def out_of_date(error: StaleAnswer) -> Response:
    """Show the current question, and say that what was sent belonged to an earlier one."""
    return draw(error.view, holder(), status=409)


def revision() -> int:
    """The revision of the screen that the form was made from."""
    text = request.form.get("_revision", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        abort(400)
    return int(text)


def _onward(view: View, visitor: Visitor | Login) -> AnyResponse:
    """Where the browser goes after an answer that was stored."""
    if isinstance(view.response, Respond):
        return _respond(view.response)
    if view.exited:
        return _farewell(visitor, view.uid, view.redirect)
    if view.left:
        return _away(view.redirect, erased=False) if view.redirect else redirect(url_for("pages.home"), 303)
    return redirect(url_for(".show", uid=view.uid), 303)


def _told(response: AnyResponse) -> AnyResponse:
    """Tell a script that sent files where to go: a redirect it would follow without seeing it."""
    if response.status_code == 303 and request.accept_mimetypes.best == "application/json":
        response.status_code, response.content_type = 200, "application/json"
        response.set_data(jsonify(location=response.location).get_data())
        del response.headers["Location"]
    return response


def _respond(answer: Respond) -> Response:
    """The interview's own bytes. Whatever they are, the browser treats them as another site's: no script, no form."""
    response = Response(answer.body, status=answer.status, content_type=answer.content_type)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    )
    if answer.name:
        # In its sandbox the browser shows texts and pictures; a PDF it can only save.
        shown = answer.content_type.startswith(("text/", "image/"))
        response.headers["Content-Disposition"] = disposition(answer.name, inline=shown)
    return response


def _farewell(visitor: Visitor | Login, uid: str, url: str = "") -> AnyResponse:
    """The page after Exit. Once nothing of the visitor's is left, the cookie goes too."""
    response = _away(url, erased=True) if url else redirect(url_for("pages.erased", uid=uid), 303)
    keeps = not isinstance(visitor, Visitor) or current.sessions().list(visitor)
    return response if keeps else forget(make_response(response))


def _away(url: str, *, erased: bool) -> AnyResponse:
    """Send the browser where the interview says: at once within this site, by a link that names the place elsewhere.

    The address comes from the interview and might come from an answer, so a person sees its host before going there.
    """
    if url.startswith("/") and not url.startswith("//"):
        url = current.settings().base_url + url
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    # Browsers read a backslash as a slash and drop control characters, so the host they go to could be another one.
    if parts.scheme not in ("http", "https") or not parts.hostname or not PLAIN_ADDRESS.fullmatch(url):
        return redirect(url_for("pages.farewell" if erased else "pages.home"), 303)
    if f"{parts.scheme}://{parts.netloc}" == current.settings().base_url:
        path = parts._replace(scheme="", netloc="", path="/" + parts.path.lstrip("/")).geturl()
        return redirect(path, 303)
    host = f"{parts.hostname}:{port}" if port else parts.hostname
    return make_response(render_template("away.html", url=url, host=host, erased=erased))


def draw(
    view: View, visitor: Visitor | Login, *, status: int = 200, late: bool = False, address: str | None = None
) -> Response:
    """The page of a screen. `address` is what was typed as the address of a letter, where that is none."""
    screen = view.screen
    page = render_template(
        "screen.html",
        view=view,
        screen=screen,
        parts=screen.parts,
        items=drawing.items(screen),
        text=drawing.text_parts(screen),
        errors=drawing.errors(screen),
        notices=drawing.notices(screen),
        section_name=drawing.section_name(screen.sections),
        language=drawing.language(screen),
        scripts=scripts.scripts(screen.scripts, view.info),
        styles=scripts.styles(screen.scripts, view.info),
        names=drawing.names(screen),
        takes_files=drawing.takes_files(screen),
        question_id=drawing.QUESTION_ID,
        question_class=f"question-{drawing.class_of(screen.form.question)}",
        most_bytes=current.settings().max_upload_bytes,
        most_megabytes=current.settings().max_upload_bytes // 1_000_000,
        stale=late or status == 409,
        company=current.sessions().people.company(visitor, view.uid) if view.standing.shared else None,
        bad_address=address,
        csrf=visitor.csrf_token(),
    )
    response = make_response(page, status)
    if screen.reload_after is not None:
        # As a header and not in the page: a screen reader is not told of a page that changes by itself.
        again = url_for(".show", uid=view.uid, again=1)
        response.headers["Refresh"] = f"{max(screen.reload_after, 1)}; url={again}"
    return response
