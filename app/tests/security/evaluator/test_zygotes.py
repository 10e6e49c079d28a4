"""Zygotes come and go, and each job is done all the same."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from evaluator_processes import descriptors, failure_of, lives, wait_until

from chancery.evaluator import failures
from chancery.evaluator.errors import EvaluatorUnavailable


class TestZygotes:
    def test_one_serves_an_interview_for_many_jobs(self, start):
        evaluator = start()
        name = evaluator.interviews.add("one", "answer = 1")
        assert {evaluator.run(name) for _ in range(10)} == {"1"}
        assert len(evaluator.tree.zygotes) == 1

    def test_a_killed_one_is_made_again(self, start):
        evaluator = start()
        name = evaluator.interviews.add("one", "answer = 1")
        for _ in range(3):
            assert evaluator.run(name) == "1"
            (zygote,) = evaluator.tree.zygotes
            os.kill(zygote, signal.SIGKILL)
            wait_until(lambda: "ended with status -9" in evaluator.log.read_text())
            evaluator.log.write_text("")
        assert evaluator.run(name) == "1"

    def test_a_job_under_way_fails_at_once_when_it_is_killed(self, start):
        evaluator = start(wall_s=60)
        under_way = evaluator.begin("never")
        (zygote,) = evaluator.tree.zygotes
        (child,) = evaluator.tree.children(zygote)
        os.kill(zygote, signal.SIGKILL)
        assert under_way.reply() == failures.of_status(-signal.SIGKILL, out_of_time=False)
        wait_until(lambda: not lives(child))
        assert evaluator.try_code("answer = 1") == "1"

    def test_the_child_that_waits_for_a_job_holds_nothing_of_its_zygote(self, start):
        evaluator = start()
        evaluator.try_code("answer = 1")
        (zygote,) = evaluator.tree.zygotes
        wait_until(lambda: bool(evaluator.tree.children(zygote)))
        (spare,) = evaluator.tree.children(zygote)
        wait_until(lambda: len(descriptors(spare)) == 1)

    def test_the_child_that_waits_may_be_lost(self, start):
        evaluator = start(wall_s=60)
        name = evaluator.interviews.add("one", "answer = 1")
        for _ in range(5):
            assert evaluator.run(name) == "1"
            (zygote,) = evaluator.tree.zygotes
            wait_until(lambda zygote=zygote: bool(evaluator.tree.children(zygote)))
            (spare,) = evaluator.tree.children(zygote)
            os.kill(spare, signal.SIGKILL)
            wait_until(lambda spare=spare: not Path(f"/proc/{spare}").exists())
            assert evaluator.tree.zygotes == [zygote]

    def test_a_job_that_its_child_never_took_is_not_given_to_the_next(self, start):
        evaluator = start(wall_s=1)
        name = evaluator.interviews.add("one", "answer = bytes(job.state).decode()")
        evaluator.run(name)
        (zygote,) = evaluator.tree.zygotes
        wait_until(lambda: bool(evaluator.tree.children(zygote)))
        (spare,) = evaluator.tree.children(zygote)
        os.kill(spare, signal.SIGSTOP)
        assert failure_of(evaluator.run, name, b"1").reason == "time"
        assert [evaluator.run(name, b"%d" % number) for number in range(2, 6)] == ["2", "3", "4", "5"]

    def test_one_that_hangs_is_ended(self, start):
        evaluator = start(wall_s=0.2)
        name = evaluator.interviews.add("one", "answer = 1")
        evaluator.run(name)
        (zygote,) = evaluator.tree.zygotes
        os.kill(zygote, signal.SIGSTOP)
        assert failure_of(evaluator.run, name).reason == "time"
        assert evaluator.run(name) == "1"

    def test_a_changed_file_makes_another_and_ends_the_old(self, start):
        evaluator = start(recheck_s=0.001)
        name = evaluator.interviews.add("one", "answer = 'old'")
        assert evaluator.run(name) == "old"
        before = evaluator.tree.zygotes
        evaluator.interviews.add("one", "answer = 'newer'")
        time.sleep(0.01)
        assert evaluator.run(name) == "newer"
        wait_until(lambda: len(evaluator.tree.zygotes) == 1)
        assert evaluator.tree.zygotes != before

    def test_a_job_under_way_is_finished_by_the_old_one(self, start):
        evaluator = start(wall_s=60)
        old = evaluator.begin("old")
        (zygote,) = evaluator.tree.zygotes
        assert evaluator.run(evaluator.interviews.add("tried0", "answer = 'new'")) == "new"
        assert zygote in evaluator.tree.zygotes
        assert old.finish() == "old"
        wait_until(lambda: zygote not in evaluator.tree.zygotes)

    def test_an_added_interview_is_found_and_a_removed_one_is_not(self, start):
        evaluator = start(recheck_s=0.001)
        name = evaluator.interviews.add("late", "answer = 1")
        assert evaluator.run(name) == "1"
        evaluator.interviews.path("late").unlink()
        time.sleep(0.01)
        assert failure_of(evaluator.run, name).reason == "unknown"

    def test_no_more_are_kept_than_the_limit_says(self, start):
        evaluator = start(zygotes=3)
        names = [evaluator.interviews.add(f"n{number}", f"answer = {number}") for number in range(8)]
        for number, name in enumerate(names):
            assert evaluator.run(name) == str(number)
        wait_until(lambda: len(evaluator.tree.zygotes) == 3)
        kept = evaluator.tree.zygotes
        for number in (5, 6, 7):
            evaluator.run(names[number])
        assert evaluator.tree.zygotes == kept
        # The one that was used last stays.
        evaluator.run(names[0])
        wait_until(lambda: len(evaluator.tree.zygotes) == 3)
        assert set(evaluator.tree.zygotes) & set(kept) == set(kept[1:])

    def test_the_same_interview_asked_for_many_times_at_once_is_loaded_once(self, start):
        evaluator = start()
        name = evaluator.interviews.add(
            "one", "answer = 1", loading="end = time.monotonic() + 0.3\nwhile time.monotonic() < end: pass"
        )
        with ThreadPoolExecutor(20) as pool:
            assert set(pool.map(evaluator.run, [name] * 20)) == {"1"}
        assert len(evaluator.tree.zygotes) == 1


class TestEnd:
    def test_a_stop_leaves_nothing(self, start):
        evaluator = start()
        evaluator.try_code("answer = 1")
        wait_until(lambda: len(evaluator.tree.everyone()) == 4)
        everyone = evaluator.tree.everyone()
        assert evaluator.stop() == 0
        wait_until(lambda: not any(lives(pid) for pid in everyone))
        assert not evaluator.socket.exists()
        with pytest.raises(EvaluatorUnavailable):
            evaluator.client.ready()

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_what_is_under_way_is_finished_first(self, start, number: signal.Signals):
        evaluator = start(wall_s=60)
        under_way = evaluator.begin("finished")
        evaluator.process.send_signal(number)
        wait_until(lambda: not evaluator.socket.exists())
        with pytest.raises(EvaluatorUnavailable):
            evaluator.client.ready()
        assert under_way.finish() == "finished"
        assert evaluator.process.wait(20) == 0

    def test_a_job_that_never_ends_does_not_keep_it(self, start):
        evaluator = start(wall_s=60, drain_s=0.2)
        under_way = evaluator.begin("never")
        everyone = evaluator.tree.everyone()
        assert evaluator.stop() == 0
        assert under_way.reply() is None
        wait_until(lambda: not any(lives(pid) for pid in everyone))

    def test_killing_the_server_leaves_nothing(self, start):
        evaluator = start(wall_s=60)
        under_way = evaluator.begin("never")
        everyone = evaluator.tree.everyone()
        assert len(everyone) == 4
        evaluator.stop(signal.SIGKILL)
        assert under_way.reply() is None
        wait_until(lambda: not any(lives(pid) for pid in everyone))

    def test_it_starts_again_over_the_socket_of_a_killed_one(self, start):
        evaluator = start()
        evaluator.stop(signal.SIGKILL)
        assert evaluator.socket.exists()
        evaluator.start()
        assert evaluator.try_code("answer = 1") == "1"

    def test_killing_the_root_costs_the_jobs_under_way_only(self, start):
        evaluator = start()
        assert evaluator.try_code("answer = 1") == "1"
        before = evaluator.tree.everyone()
        os.kill(evaluator.tree.root, signal.SIGKILL)
        wait_until(lambda: not any(lives(pid) for pid in before[1:]))
        assert evaluator.try_code("answer = 1") == "1"
        assert not set(before[1:]) & set(evaluator.tree.everyone())

    def test_a_root_that_is_lost_again_and_again_ends_the_server_with_a_sentence(self, start):
        evaluator = start()

        def kill_root() -> bool:
            for root in evaluator.tree.children(evaluator.process.pid):
                os.kill(root, signal.SIGKILL)
            return evaluator.process.poll() is not None

        wait_until(kill_root)
        assert evaluator.process.returncode == 1
        assert "root process" in evaluator.log.read_text().splitlines()[-1]

    def test_a_second_one_on_the_same_socket_refuses(self, start):
        evaluator = start()
        first = evaluator.process
        with pytest.raises(AssertionError, match="Another evaluator listens"):
            evaluator.start()
        evaluator.process = first
        assert evaluator.try_code("answer = 1") == "1"

    def test_it_refuses_a_kernel_that_cannot_jail(self, start):
        with pytest.raises(AssertionError, match="needs Landlock version 99"):
            start(landlock=99)
