"""The commands behind the Makefile: set up, build, start, deploy, test and clean.

Standard library only, because they run before anything is installed.
"""
