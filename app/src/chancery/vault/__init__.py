"""The vault: keys and the only format in which answers are stored. `envelope` and `keys` are its specification."""

from chancery.vault.visitor import InvalidCookie, Visitor

__all__ = ["InvalidCookie", "Visitor"]
