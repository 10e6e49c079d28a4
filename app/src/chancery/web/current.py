"""What a view needs of the application that serves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from chancery.accounts.accounts import Accounts
    from chancery.accounts.provided import Provided
    from chancery.sessions import Sessions
    from chancery.settings import Settings
    from chancery.vault.site import SiteKey
    from chancery.web.catalogue import Catalogue


def settings() -> Settings:
    """The settings of the application that serves this request."""
    found: Settings = current_app.extensions["chancery.settings"]
    return found


def sessions() -> Sessions:
    """The sessions of the application that serves this request."""
    found: Sessions = current_app.extensions["chancery.sessions"]
    return found


def accounts() -> Accounts:
    """The accounts of the application that serves this request, which has some: see `create_app`."""
    found: Accounts = current_app.extensions["chancery.accounts"]
    return found


def provided() -> Provided:
    """The providers of identity of the application that serves this request, which has some."""
    found: Provided = current_app.extensions["chancery.provided"]
    return found


def site_key() -> SiteKey | None:
    """The key of the site that serves this request, if it has one."""
    found: SiteKey | None = current_app.extensions["chancery.site"]
    return found


def catalogue() -> Catalogue:
    """The list of interviews of the application that serves this request."""
    found: Catalogue = current_app.extensions["chancery.catalogue"]
    return found
