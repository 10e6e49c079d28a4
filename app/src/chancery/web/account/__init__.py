"""Accounts in the browser: which pages there are. What they share is in `forms`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, redirect, url_for

from chancery.accounts.errors import NotSignedIn
from chancery.sessions import NotOwner, TryAgain
from chancery.web.visitors import current_login

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chancery.settings_providers import Provider


def init_app(app: Flask, *, has_accounts: bool, providers: Sequence[Provider]) -> None:
    """Give `app` the pages of accounts, if it has any, and those of providers of identity, if it has any."""
    app.jinja_env.globals.update(has_accounts=has_accounts, signed_in=signed_in, providers=providers)
    if not has_accounts:
        return
    from chancery.web.account import entry, export, factors, page, people, reset

    for module in (entry, reset, factors, page, export, people):
        app.register_blueprint(module.blueprint)
    app.register_error_handler(NotOwner, people.refused)
    app.register_error_handler(NotSignedIn, lambda _: redirect(url_for("account.sign_in"), 303))
    if providers:
        from chancery.web.account import provider

        app.register_blueprint(provider.blueprint)


def signed_in() -> bool:
    """Whether the person who asks is signed in, for what is around a page; no when that cannot be told now."""
    try:
        login = current_login()
    except TryAgain:
        return False
    return login is not None and login.is_full
