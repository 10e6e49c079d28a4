"""Chancery: a guided-interview server that can be deployed, and proved, private."""

__version__ = "0.1.0"
