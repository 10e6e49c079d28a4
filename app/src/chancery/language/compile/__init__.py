"""Compiling what authors write, Python and Mako, once, under one policy of what is allowed."""

from typing import Any

from . import jinja_runtime, mako, rewrite
from .code import Code, Expression, compile_code, compile_expression
from .mako import Template, compile_template, parse_definitions

# What compiled code calls by names that no author can write.
HELPERS: dict[str, Any] = {**rewrite.HELPERS, **mako.HELPERS, **jinja_runtime.HELPERS}

__all__ = [
    "HELPERS", "Code", "Expression", "Template", "compile_code", "compile_expression", "compile_template",
    "parse_definitions",
]  # fmt: skip
