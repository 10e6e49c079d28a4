"""The assembler, judged by an interpreter of BPF written for this test, and the lists of calls."""

import struct

import pytest

from chancery.evaluator.jail import numbers, stages
from chancery.evaluator.jail.bpf import ALLOW, ENOSYS, EPERM, KILL, Condition, Rule, assemble

AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


def judge(program: bytes, number: int, arguments: tuple[int, ...] = (), architecture: int = AUDIT["x86_64"]) -> int:
    """What the kernel would do: runs classic BPF over a struct seccomp_data."""
    arguments = (*arguments, *(0,) * (6 - len(arguments)))
    data = struct.pack("=iIQ6Q", number if number < 2**31 else number - 2**32, architecture, 0, *arguments)
    code = list(struct.iter_unpack("=HBBI", program))
    accumulator, at = 0, 0
    while True:
        operation, if_true, if_false, operand = code[at]
        at += 1
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("=I", data, operand)
        elif operation == 0x54:
            accumulator &= operand
        elif operation == 0x15:
            at += if_true if accumulator == operand else if_false
        elif operation == 0x35:
            at += if_true if accumulator >= operand else if_false
        elif operation == 0x06:
            return operand
        else:
            raise AssertionError(hex(operation))


def number(call: str, machine: str = "x86_64") -> int:
    found = numbers.find(call, machine)
    assert found is not None
    return found


def test_what_is_not_listed_gets_the_default():
    program = assemble([Rule("read")], "x86_64")
    assert judge(program, number("read")) == ALLOW
    assert judge(program, number("write")) == EPERM
    assert judge(assemble([Rule("read")], "x86_64", default=KILL), number("write")) == KILL


@pytest.mark.parametrize("call", ["read", "write", "open", "execve"])
def test_x32_numbers_kill(call: str):
    program = assemble([Rule("read"), Rule("write"), Rule("open"), Rule("execve")], "x86_64")
    assert judge(program, number(call)) == ALLOW
    assert judge(program, number(call) | 0x40000000) == KILL


@pytest.mark.parametrize("architecture", [0x40000003, AUDIT["aarch64"], 0])
def test_another_architectures_numbers_kill(architecture: int):
    assert judge(assemble([Rule("read")], "x86_64"), number("read"), (), architecture) == KILL


def test_every_condition_must_hold():
    rule = Rule("mmap", (Condition(2, 0, 4), Condition(3, 0x20, 0x20)))
    program = assemble([rule], "x86_64")
    assert judge(program, number("mmap"), (0, 4096, 3, 0x22)) == ALLOW
    assert judge(program, number("mmap"), (0, 4096, 7, 0x22)) == EPERM
    assert judge(program, number("mmap"), (0, 4096, 3, 0x02)) == EPERM


def test_rules_for_one_call_are_alternatives():
    rules = [Rule("prctl", (Condition(0, 1), Condition(1, 9))), Rule("prctl", (Condition(0, 38),))]
    program = assemble(rules, "x86_64")
    assert judge(program, number("prctl"), (1, 9)) == ALLOW
    assert judge(program, number("prctl"), (38,)) == ALLOW
    assert judge(program, number("prctl"), (1, 0)) == EPERM
    assert judge(program, number("prctl"), (22,)) == EPERM


def test_a_call_that_the_machine_lacks_is_left_out():
    program = assemble([Rule("open"), Rule("openat")], "aarch64")
    assert judge(program, number("openat", "aarch64"), (), AUDIT["aarch64"]) == ALLOW


def test_an_unknown_machine_or_call_is_an_error():
    with pytest.raises(KeyError):
        assemble([], "sparc")
    with pytest.raises(KeyError):
        assemble([Rule("no_such_call")], "x86_64")


@pytest.mark.parametrize("machine", numbers.MACHINES)
class TestStages:
    def judge(self, stage: str, machine: str, call: str, *arguments: int) -> int:
        return judge(stages.program(stage, machine), number(call, machine), arguments, AUDIT[machine])

    def test_each_stage_allows_no_more_than_the_one_before(self, machine: str):
        allowed = {
            stage: {call for call in numbers.NUMBERS if numbers.find(call, machine) is not None
                    and any(rule.call == call and rule.action == ALLOW for rule in rules)}
            for stage, rules in stages.RULES.items()
        }  # fmt: skip
        assert allowed["child"] < allowed["zygote"] < allowed["loader"]

    def test_a_child_reads_and_writes_its_job_only(self, machine: str):
        for call in ("read", "write"):
            assert self.judge("child", machine, call, stages.JOB_DESCRIPTOR) == ALLOW
            for other in (0, 1, 2, 4, 5, 0xFFFFFFFF):
                assert self.judge("child", machine, call, other) == EPERM

    @pytest.mark.parametrize("stage", ["zygote", "child"])
    def test_no_memory_becomes_executable(self, machine: str, stage: str):
        assert self.judge(stage, machine, "mmap", 0, 4096, 3, 0x22) == ALLOW
        assert self.judge(stage, machine, "mprotect", 0, 4096, 3) == ALLOW
        for protection in (4, 5, 7):
            assert self.judge(stage, machine, "mmap", 0, 4096, protection, 0x22) == EPERM
            assert self.judge(stage, machine, "mprotect", 0, 4096, protection) == EPERM

    def test_only_a_loader_opens_files_and_only_to_read(self, machine: str):
        for stage in ("zygote", "child"):
            assert self.judge(stage, machine, "openat", 0, 0, 0) == EPERM
        assert self.judge("loader", machine, "openat", 0, 0, 0o2000000) == ALLOW
        for flags in (0o1, 0o2, 0o101, 0o1002, 0o20200002):
            assert self.judge("loader", machine, "openat", 0, 0, flags) == EPERM

    @pytest.mark.parametrize("stage", stages.RULES)
    def test_processes_are_forked_plainly_or_not_at_all(self, machine: str, stage: str):
        plain = 0x01200011
        assert self.judge(stage, machine, "clone", plain) == (EPERM if stage == "child" else ALLOW)
        for flags in (0x10000000 | plain, 0x100 | plain, 0x00010F00, 17, 0x20000000 | plain):
            assert self.judge(stage, machine, "clone", flags) == EPERM

    def test_the_newer_way_to_fork_does_not_seem_to_exist(self, machine: str):
        assert self.judge("loader", machine, "clone3") == ENOSYS

    def test_a_zygote_sends_one_signal_and_none_by_number(self, machine: str):
        assert self.judge("zygote", machine, "pidfd_send_signal", 5, 9) == ALLOW
        assert self.judge("zygote", machine, "pidfd_send_signal", 5, 19) == EPERM
        assert self.judge("child", machine, "pidfd_send_signal", 5, 9) == EPERM

    def test_a_zygote_changes_its_own_limits_only(self, machine: str):
        assert self.judge("zygote", machine, "prlimit64", 0, 7) == ALLOW
        assert self.judge("zygote", machine, "prlimit64", 1234, 7) == EPERM
        assert self.judge("child", machine, "prlimit64", 0, 7) == EPERM

    def test_what_only_an_attack_does_kills(self, machine: str):
        for call in ("execve", "ptrace", "bpf", "io_uring_setup", "unshare", "mount", "process_vm_readv", "keyctl"):
            assert self.judge("loader", machine, call) == KILL
            assert self.judge("zygote", machine, call) == self.judge("child", machine, call) == EPERM

    def test_the_filter_of_each_screen_is_short(self, machine: str):
        assert len(stages.program("child", machine)) // 8 < 70
