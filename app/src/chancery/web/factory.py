"""Make the Flask application."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2
from flask import Flask

from chancery.accounts.accounts import Accounts
from chancery.accounts.provided import Provided
from chancery.sessions import Sessions
from chancery.vault.site import SiteKey
from chancery.web import (
    access,
    account,
    addresses,
    assets,
    documents,
    errors,
    health,
    incoming,
    interview,
    letters,
    packages,
    pages,
    security,
    visitors,
)
from chancery.web.catalogue import Catalogue
from chancery.web.clean import clean, inline, plain

if TYPE_CHECKING:
    from chancery.settings import Settings

# A form with more fields than this was not made by a question.
MAX_FORM_PARTS = 5_000


def create_app(settings: Settings, *, sessions: Sessions | None = None, accounts: Accounts | None = None) -> Flask:
    """The application for these settings.

    Args:
        settings: what differs from one installation to another.
        sessions: where answers are kept; made from the settings if left out.
        accounts: the site's accounts; made from the settings if left out, if these want accounts.

    Raises:
        NoSiteKey: there is to be one, and it cannot be read.
    """
    # The folder's own route is off: static files have hashed names (`assets`).
    app = Flask("chancery.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = settings.max_answer_bytes
    app.config["MAX_FORM_PARTS"] = MAX_FORM_PARTS
    # Flask's own signed session is not used; without a key nobody can begin to.
    app.config["SECRET_KEY"] = None
    app.extensions["chancery.settings"] = settings
    sessions = sessions or Sessions.from_settings(settings, letters.carrier(settings))
    app.extensions["chancery.sessions"] = sessions
    if accounts is None and settings.accounts_enabled:
        accounts = Accounts.from_settings(sessions.database, settings)
    app.extensions["chancery.accounts"] = accounts
    app.extensions["chancery.site"] = SiteKey.from_file(settings.site_key_file) if settings.site_key_file else None
    site = app.extensions["chancery.site"]
    if accounts is not None and site is not None and settings.providers:
        app.extensions["chancery.provided"] = Provided(accounts, sessions.database, site, settings)
    app.extensions["chancery.catalogue"] = Catalogue(sessions.evaluator)

    # Fields keep the order of the page in what scripts are told.
    app.jinja_env.policies["json.dumps_kwargs"] = {"sort_keys": False}
    app.jinja_env.undefined = jinja2.StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(clean=clean, inline=inline, plain=plain)
    app.jinja_env.globals.update(site_name=settings.site_name, is_dev=settings.environment_kind == "dev")

    for part in (incoming, access, visitors, security):
        part.init_app(app, settings)
    for module in (assets, errors):
        module.init_app(app)
    for part_ in (pages, addresses, interview, documents, letters, packages, health):
        app.register_blueprint(part_.blueprint)
    account.init_app(app, has_accounts=accounts is not None, providers=settings.providers)
    # Compiled now, so that no person waits for it.
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    # The way that Flask documents to put something in front of it; the type checker sees a method replaced.
    app.wsgi_app = security.ProxyOverSocket(app.wsgi_app)  # type: ignore[method-assign]
    return app
