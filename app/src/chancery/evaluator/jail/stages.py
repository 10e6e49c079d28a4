"""What each stage of the evaluator may ask of the kernel: three lists, each shorter than the one before.

loader
    a process that reads an interview and compiles it: it may open files for reading (Landlock says which), no more.
zygote
    the same process once it holds the interview: it takes jobs from its socket, forks, waits and kills.
child
    what runs one screen: it computes, reads its job and writes its reply on one descriptor, and exits.

Filters add up: a child is under all three, and of their verdicts the strictest holds. A call that nobody's honest code
makes here kills the process: the loader's filter says so, for all. Anything else that is not listed fails with EPERM,
so that code of an interview that tries it ends as an ordinary exception.
"""

from __future__ import annotations

import platform

from chancery.evaluator.jail import system
from chancery.evaluator.jail.bpf import ENOSYS, KILL, Condition, Rule, assemble

# The descriptor on which a child finds its job and writes its reply.
JOB_DESCRIPTOR = 3

_PROT_EXEC = 4
_MAP_ANONYMOUS = 0x20
_SIGKILL = 9
# What libc's fork() asks of clone(): CHILD_CLEARTID, CHILD_SETTID and SIGCHLD, nothing shared and no namespace.
_FORK_FLAGS = 0x01200011
_OPEN_FOR_WRITING = 0o1 | 0o2 | 0o100 | 0o1000 | 0o20000000  # WRONLY, RDWR, CREAT, TRUNC, TMPFILE
_SET_MODE_FILTER = 1


def _allow(*calls: str) -> tuple[Rule, ...]:
    return tuple(Rule(call) for call in calls)


_NO_EXECUTABLE_MEMORY = (
    Rule("mmap", (Condition(2, 0, _PROT_EXEC), Condition(3, _MAP_ANONYMOUS, _MAP_ANONYMOUS))),
    Rule("mprotect", (Condition(2, 0, _PROT_EXEC),)),
)

# Compute, in memory of one's own.
_COMPUTE = _allow(
    "brk", "clock_getres", "clock_gettime", "close", "exit", "exit_group", "futex", "getrandom", "gettimeofday",
    "madvise", "mremap", "munmap", "restart_syscall", "rt_sigreturn", "sched_yield", "time",
)  # fmt: skip

_CHILD = (
    *_COMPUTE,
    *_NO_EXECUTABLE_MEMORY,
    Rule("read", (Condition(0, JOB_DESCRIPTOR),)),
    Rule("write", (Condition(0, JOB_DESCRIPTOR),)),
)

# Take jobs, fork a child for each, put it under its filter and limits, wait for it, kill it when its time is up.
_SERVE = (
    *_COMPUTE,
    *_allow(
        "close_range", "dup2", "dup3", "getpid", "getppid", "gettid", "landlock_restrict_self", "pidfd_open", "poll",
        "ppoll", "pread64", "read", "recvfrom", "recvmsg", "rt_sigprocmask", "sendmsg", "sendto", "set_robust_list",
        "wait4", "waitid", "write",
    ),
    Rule("clone", (Condition(0, _FORK_FLAGS),)),
    Rule("pidfd_send_signal", (Condition(1, _SIGKILL),)),
    # Its own limits only: prlimit64 of another process would reach the server's.
    Rule("prlimit64", (Condition(0, 0),)),
    Rule("prctl", (Condition(0, system.PR_SET_PDEATHSIG), Condition(1, _SIGKILL))),
    Rule("prctl", (Condition(0, system.PR_SET_NO_NEW_PRIVS),)),
    Rule("prctl", (Condition(0, system.PR_SET_DUMPABLE), Condition(1, 0))),
    Rule("seccomp", (Condition(0, _SET_MODE_FILTER),)),
)  # fmt: skip

_ZYGOTE = (*_SERVE, *_NO_EXECUTABLE_MEMORY)

_LOADER = (
    *_SERVE,
    # An add-on package's modules may be compiled ones: their code has to be mapped.
    *_allow("mmap", "mprotect"),
    Rule("open", (Condition(1, 0, _OPEN_FOR_WRITING),)),
    Rule("openat", (Condition(2, 0, _OPEN_FOR_WRITING),)),
    *_allow(
        "access", "faccessat", "faccessat2", "fcntl", "fstat", "getcwd", "getdents64", "getegid", "geteuid", "getgid",
        "getuid", "lseek", "lstat", "newfstatat", "readlink", "readlinkat", "rt_sigaction", "sched_getaffinity",
        "sigaltstack", "stat", "statx", "sysinfo", "uname",
    ),
)  # fmt: skip

# Nobody's honest code makes these here: each is a step of an attack, and the attempt ends the process.
_ATTACKS = tuple(
    Rule(call, action=KILL)
    for call in (
        "acct", "add_key", "adjtimex", "bpf", "capset", "chroot", "clock_settime", "delete_module", "execve",
        "execveat", "fanotify_init", "finit_module", "fsmount", "fsopen", "init_module", "io_uring_enter",
        "io_uring_register", "io_uring_setup", "ioperm", "iopl", "kcmp", "kexec_file_load", "kexec_load", "keyctl",
        "modify_ldt", "mount", "move_mount", "name_to_handle_at", "open_by_handle_at", "open_tree", "perf_event_open",
        "personality", "pidfd_getfd", "pivot_root", "process_madvise", "process_vm_readv", "process_vm_writev",
        "ptrace", "quotactl", "reboot", "request_key", "setgid", "setgroups", "sethostname", "setns", "setresgid",
        "setresuid", "settimeofday", "setuid", "swapon", "syslog", "umount2", "unshare", "userfaultfd", "vfork",
    )
)  # fmt: skip
# libc tries clone3 before clone and falls back only when told that there is no such call.
_ANSWERED = (Rule("clone3", action=ENOSYS), *_ATTACKS)

RULES: dict[str, tuple[Rule, ...]] = {
    "loader": (*_LOADER, *_ANSWERED),
    "zygote": _ZYGOTE,
    # The kernel compiles this one for every screen: it is short.
    "child": _CHILD,
}


def program(stage: str, machine: str | None = None) -> bytes:
    """The filter of a stage, for this machine's architecture unless another is named.

    Raises:
        KeyError: the stage or the architecture is unknown.
    """
    return assemble(RULES[stage], machine or platform.machine())
