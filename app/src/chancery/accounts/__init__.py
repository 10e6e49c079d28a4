"""Accounts: how a person comes back to her answers from another browser, without the site being able to."""
