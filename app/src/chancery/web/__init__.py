"""The pages: Flask, server-rendered, working without JavaScript. `create_app` is all that others need."""

from chancery.web.factory import create_app

__all__ = ["create_app"]
