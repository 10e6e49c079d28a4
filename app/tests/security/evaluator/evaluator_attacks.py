"""Attacks of somebody who owns the interpreter: Python that makes system calls, and which wall stops each by itself.

Each runs with `NAMES`, with `victim`, the number of a process that it must not reach, and with `there`, a directory
that holds a file `precious`. An attack that comes to its end, or gets an answer of the kernel's own, was not stopped.
"""

from __future__ import annotations

import _thread
import ctypes
import mmap
import os
import platform
import resource
import signal
import struct
import time
from dataclasses import dataclass

from chancery.evaluator.jail import landlock, numbers, system

# Calls that no filter of ours names, beside those of `numbers.NUMBERS`: (x86_64, aarch64), from the kernel's tables.
MORE_NUMBERS = {
    "chdir": (80, 49), "clock_nanosleep": (230, 115), "dup": (32, 23), "epoll_create1": (291, 20),
    "eventfd2": (290, 19), "fchmodat": (268, 53), "inotify_init1": (294, 26), "kill": (62, 129), "linkat": (265, 37),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "mkdirat": (258, 34), "mknodat": (259, 33),
    "mlock": (149, 228), "mq_open": (240, 180), "msgget": (68, 186), "openat2": (437, 437), "pipe2": (293, 59),
    "pkey_mprotect": (329, 288), "renameat2": (316, 276), "rt_sigqueueinfo": (129, 138),
    "rt_sigtimedwait": (128, 137), "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119),
    "semget": (64, 190), "setitimer": (38, 103), "setpriority": (141, 140), "setsid": (112, 157), "shmget": (29, 194),
    "signalfd4": (289, 74), "socket": (41, 198), "socketpair": (53, 199), "splice": (275, 76), "statfs": (137, 43),
    "symlinkat": (266, 36), "tgkill": (234, 131), "timer_create": (222, 107), "timerfd_create": (283, 85),
    "truncate": (76, 45), "unlinkat": (263, 35), "vmsplice": (278, 75),
}  # fmt: skip


def number(name: str) -> int:
    if name not in MORE_NUMBERS:
        return numbers.number(name)
    found = MORE_NUMBERS[name][numbers.MACHINES.index(platform.machine())]
    assert found is not None
    return found


def call(name: str, *arguments: object) -> int:
    """Make a system call; bytes are passed by reference."""
    return system.syscall(number(name), *arguments)


# Whatever an attack uses is loaded before any sealing: afterwards nothing can be.
NAMES: dict[str, object] = {
    "_thread": _thread, "call": call, "ctypes": ctypes, "mmap": mmap, "os": os, "resource": resource, "signal": signal,
    "struct": struct, "system": system, "time": time,
}  # fmt: skip


@dataclass(frozen=True)
class Attack:
    """`walls`: each of them stops it with no other standing."""

    code: str
    walls: frozenset[str] = frozenset({"seccomp"})


def files(code: str) -> Attack:
    return Attack(code, frozenset({"seccomp", "landlock"}))


def seccomp(code: str) -> Attack:
    return Attack(code)


BYTES = "ctypes.create_string_buffer(4096)"
OPENED = {
    "read a file": files("os.open('/etc/passwd', os.O_RDONLY)"),
    "read its environment": files("os.open('/proc/self/environ', os.O_RDONLY)"),
    "read its memory as a file": files("os.open('/proc/self/mem', os.O_RDWR)"),
    "read the zygote's memory map": files("os.open(f'/proc/{victim}/maps', os.O_RDONLY)"),
    "list a directory": files("os.listdir('/')"),
    "write a file": files("os.open(there + '/made', os.O_WRONLY | os.O_CREAT | os.O_EXCL)"),
    "make a directory": files("os.mkdir(there + '/made')"),
    "make a link": files("os.symlink('x', there + '/made')"),
    "make a named pipe": files("os.mkfifo(there + '/made')"),
    "remove a file": Attack("os.unlink(there + '/precious')", frozenset({"seccomp", "landlock"})),
    "empty a file": Attack("os.truncate(there + '/precious', 0)", frozenset({"seccomp", "landlock"})),
    "rename a file": files("os.rename(there + '/precious', there + '/made')"),
    "look at a file": seccomp("os.stat('/etc/passwd')"),
    "read a link": seccomp("os.readlink('/proc/self/exe')"),
    "look for a file": seccomp("call('faccessat', -100, ctypes.create_string_buffer(b'/etc/passwd'), 0, 0)"),
    "change directory": seccomp("os.chdir('/')"),
    "change a mode": seccomp("os.chmod(there + '/precious', 0o777)"),
    "ask about a file system": seccomp("os.statvfs('/')"),
    "make a file of memory": seccomp("os.memfd_create('x')"),
    "make a secret memory file": seccomp("call('memfd_secret', 0)"),
    "open by handle": seccomp(f"call('name_to_handle_at', -100, {BYTES}, {BYTES}, {BYTES}, 0)"),
    "open by another call": seccomp(
        "call('openat2', -100, ctypes.create_string_buffer(b'/etc/passwd'), ctypes.create_string_buffer(24), 24)"
    ),
}
MADE = {
    "make a pipe": seccomp("os.pipe()"),
    "copy a descriptor": seccomp("os.dup(3)"),
    "make an epoll": seccomp("call('epoll_create1', 0)"),
    "make an eventfd": seccomp("call('eventfd2', 0, 0)"),
    "make a signalfd": seccomp("call('signalfd4', -1, ctypes.create_string_buffer(8), 8, 0)"),
    "make a timerfd": seccomp("call('timerfd_create', 1, 0)"),
    "watch files": seccomp("call('inotify_init1', 0)"),
    "make shared memory": seccomp("call('shmget', 0, 4096, 0o1600)"),
    "make a semaphore": seccomp("call('semget', 0, 1, 0o1600)"),
    "make a message queue": seccomp("call('msgget', 0, 0o1600)"),
    "open a POSIX queue": seccomp("call('mq_open', ctypes.create_string_buffer(b'nothing'), 0, 0, None)"),
}
NETWORK = {
    f"make a socket of {family}": seccomp(f"call('socket', {number_}, {kind}, 0)")
    for family, number_, kind in (("unix", 1, 1), ("IPv4", 2, 1), ("UDP", 2, 2), ("IPv6", 10, 1), ("netlink", 16, 3))
} | {
    "make a pair of sockets": seccomp("call('socketpair', 1, 1, 0, ctypes.create_string_buffer(8))"),
    "send a descriptor away": seccomp("call('sendmsg', 3, ctypes.create_string_buffer(56), 0x40)"),
    "take a descriptor in": seccomp("call('recvmsg', 3, ctypes.create_string_buffer(56), 0x40)"),
}
PROCESSES = {
    "fork": seccomp("os.fork() or os._exit(0)"),
    "fork as vfork does": seccomp("call('clone', 0x4011, 0, 0, 0, 0) or os._exit(0)"),
    "fork into a namespace": seccomp("call('clone', 0x20211, 0, 0, 0, 0) or os._exit(0)"),
    "start a thread": seccomp("_thread.start_new_thread(int, ())"),
    "run a program": files("os.execv('/bin/true', ['true'])"),
    "kill the zygote": Attack(
        "os.kill(victim, 0)", frozenset({"seccomp", "landlock"} if landlock.version() >= 6 else {"seccomp"})
    ),
    "kill everyone": Attack("os.kill(-1, 0)"),
    "kill by thread": seccomp("call('tgkill', os.getpid(), os.getpid(), 0)"),
    "get a handle of the zygote": seccomp("os.pidfd_open(victim)"),
    "take the zygote's descriptors": seccomp("call('pidfd_getfd', 3, 3, 0)"),
    "trace the zygote": Attack("call('ptrace', 0x4206, victim, 0, 0)", frozenset({"seccomp", "landlock"})),
    "be traced": seccomp("call('ptrace', 0, 0, 0, 0)"),
    "read the zygote's memory": Attack(
        "here = ctypes.create_string_buffer(8)\n"
        "vector = ctypes.create_string_buffer(struct.pack('QQ', ctypes.addressof(here), 8))\n"
        "call('process_vm_readv', victim, vector, 1, vector, 1, 0)",
        frozenset({"seccomp", "landlock"}),
    ),
    "compare descriptors": seccomp("call('kcmp', os.getpid(), victim, 0, 3, 3)"),
    "change the zygote's limits": seccomp("call('prlimit64', victim, 7, None, ctypes.create_string_buffer(16))"),
    "leave the session": seccomp("call('setsid')"),
    "change its priority": seccomp("os.nice(1)"),
    "choose its processor": seccomp("call('sched_setaffinity', 0, 8, ctypes.create_string_buffer(b'\\xff' * 8, 8))"),
}
ESCALATION = {
    "make executable memory": seccomp("mmap.mmap(-1, 4096, prot=7)"),
    "make memory executable": seccomp(
        "memory = mmap.mmap(-1, 4096)\ncall('mprotect', ctypes.addressof(ctypes.c_char.from_buffer(memory)), 4096, 5)"
    ),
    "make memory executable by key": seccomp("call('pkey_mprotect', 0, 0, 5, -1)"),
    "map its descriptor": seccomp("call('mmap', 0, 4096, 1, 2, 3, 0)"),
    "get a new user namespace": seccomp("call('unshare', 0x10000000)"),
    "get a new namespace": seccomp("call('setns', 3, 0)"),
    "change the root": seccomp("call('chroot', ctypes.create_string_buffer(b'/'))"),
    "mount": seccomp("call('mount', None, None, None, 0, None)"),
    "mount anew": seccomp("call('fsopen', ctypes.create_string_buffer(b'tmpfs'), 0)"),
    "use io_uring": seccomp(f"call('io_uring_setup', 1, {BYTES})"),
    "load BPF": seccomp(f"call('bpf', 5, {BYTES}, 64)"),
    "handle page faults": seccomp("call('userfaultfd', 0)"),
    "count events": seccomp(f"call('perf_event_open', {BYTES}, 0, -1, -1, 0)"),
    "read keys": seccomp("call('keyctl', 0, -3, 0)"),
    "store a key": seccomp("call('add_key', None, None, None, 0, -3)"),
    "change its personality": seccomp("call('personality', 0xFFFFFFFF)"),
    "use the x32 numbers": seccomp("system.syscall(0x40000000 | 39)"),
    "load a module": seccomp("call('finit_module', 3, None, 0)"),
    "boot another kernel": seccomp("call('kexec_load', 0, 0, None, 1 << 40)"),
    "set the clock": seccomp("call('clock_settime', 99, None)"),
    "become another user": seccomp("call('setuid', 0xFFFFFFFF)"),
    "filter again": seccomp("call('seccomp', 1, 0, None)"),
    "undo no_new_privs": seccomp("call('prctl', 22, 0, 0, 0, 0)"),
    "be dumpable again": seccomp("call('prctl', 4, 1, 0, 0, 0)"),
    "outlive the zygote": seccomp("call('prctl', 1, 0, 0, 0, 0)"),
    "raise its limits": Attack("resource.setrlimit(resource.RLIMIT_CPU, (60, 60))"),
}
TIME = {
    "ignore the end of its time": seccomp("signal.signal(signal.SIGXCPU, signal.SIG_IGN)"),
    "block the end of its time": seccomp("signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGXCPU])"),
    "set a timer": seccomp("signal.setitimer(signal.ITIMER_REAL, 0)"),
    "set another timer": seccomp("call('timer_create', 1, None, ctypes.create_string_buffer(8))"),
    "sleep": seccomp("call('clock_nanosleep', 1, 0, ctypes.create_string_buffer(16), None)"),
    "wait for a signal": seccomp(
        "call('rt_sigtimedwait', ctypes.create_string_buffer(8), None, ctypes.create_string_buffer(16), 7)"
    ),
    "lock memory": seccomp("call('mlock', 0, 0)"),
}
INHERITED = {
    f"read descriptor {descriptor}": Attack(f"os.read({descriptor}, 0)", frozenset({"seccomp", "descriptors"}))
    for descriptor in (0, 1, 4, 5)
} | {
    f"write to descriptor {descriptor}": Attack(f"os.write({descriptor}, b'')", frozenset({"seccomp", "descriptors"}))
    for descriptor in (1, 2, 5)
}

ATTACKS: dict[str, Attack] = {**OPENED, **MADE, **NETWORK, **PROCESSES, **ESCALATION, **TIME, **INHERITED}

# What the limits stop by themselves; the filter stops the first two as well.
GREED: dict[str, str] = {
    "make a descriptor": "os.dup(3)",
    "write a file": "os.write(os.open(there + '/made', os.O_WRONLY | os.O_CREAT), b'x')",
    "eat memory": "bytearray(700 << 20)",
    "eat memory bit by bit": "kept = [bytearray(1 << 20) for _ in range(700)]",
    "spin": "while time.process_time() < 2.5: pass",
    "spin in C": "sum(range(400_000_000))",
}
