"""An assembler for seccomp filters: from rules that name system calls to the kernel's classic BPF.

seccomp(2) and the kernel's `Documentation/userspace-api/seccomp_filter.rst` describe the format. A filter here is a
list of what is allowed; whatever it does not name gets the default action. A call in another architecture's numbering
kills, and so does x32, the second numbering of x86_64.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from chancery.evaluator.jail import numbers, system

ALLOW = 0x7FFF0000
KILL = 0x80000000
_ERRNO = 0x00050000
EPERM = _ERRNO | errno.EPERM
ENOSYS = _ERRNO | errno.ENOSYS

# AUDIT_ARCH_* of <linux/audit.h>.
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000

_LOAD, _AND, _JUMP_EQUAL, _JUMP_GREATER_EQUAL, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
# Offsets into struct seccomp_data: the call's number, the architecture, then six arguments of eight bytes.
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16

_SET_MODE_FILTER = 1


@dataclass(frozen=True, slots=True)
class Condition:
    """`argument & mask == value`, of the low 32 bits: whatever a rule looks at is an int or a set of flags."""

    argument: int
    value: int
    mask: int = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Rule:
    """One call, and the conditions under which the action applies. Rules for the same call are alternatives."""

    call: str
    conditions: tuple[Condition, ...] = ()
    action: int = ALLOW


def assemble(rules: Iterable[Rule], machine: str, default: int = EPERM) -> bytes:
    """Assemble a filter.

    Args:
        rules: what is allowed, or answered otherwise than by `default`; the first rule that fits decides.
        machine: one of `numbers.MACHINES`. Rules for calls that it does not have are left out.
        default: the action for every other call, and for a named call whose conditions fail.

    Raises:
        KeyError: `machine` or a call is unknown.
    """
    code = [
        _instruction(_LOAD, _ARCHITECTURE_AT),
        _instruction(_JUMP_EQUAL, _ARCHITECTURES[machine], if_true=1),
        _instruction(_RETURN, KILL),
        _instruction(_LOAD, _NUMBER_AT),
    ]
    if machine == "x86_64":
        code += [_instruction(_JUMP_GREATER_EQUAL, _X32_BIT, if_false=1), _instruction(_RETURN, KILL)]
    ordered = sorted(rules, key=lambda rule: rule.call)
    for call, alternatives in groupby(ordered, key=lambda rule: rule.call):
        number = numbers.find(call, machine)
        if number is not None:
            body = _body(list(alternatives), default)
            code += [_instruction(_JUMP_EQUAL, number, if_false=len(body)), *body]
    code.append(_instruction(_RETURN, default))
    return b"".join(code)


def install(program: bytes) -> None:
    """Put the calling thread under a filter, beside those it is under already. Needs no_new_privs.

    Raises:
        OSError: the kernel refused.
    """
    buffer = ctypes.create_string_buffer(program, len(program))
    header = _Program(length=len(program) // 8, filter=ctypes.addressof(buffer))
    system.syscall(numbers.number("seccomp"), _SET_MODE_FILTER, 0, header)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _body(alternatives: Sequence[Rule], default: int) -> list[bytes]:
    body: list[bytes] = []
    for rule in alternatives:
        for position, condition in enumerate(rule.conditions):
            # To the next alternative: past this condition's successors and the return, three instructions each.
            rest = 3 * (len(rule.conditions) - position - 1) + 1
            body += [
                _instruction(_LOAD, _ARGUMENTS_AT + 8 * condition.argument),
                _instruction(_AND, condition.mask),
                _instruction(_JUMP_EQUAL, condition.value, if_false=rest),
            ]
        body.append(_instruction(_RETURN, rule.action))
    if alternatives[-1].conditions:
        body.append(_instruction(_RETURN, default))
    return body


def _instruction(code: int, operand: int, *, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, operand)
