"""A real evaluator, with its jail: what it answers, and what an author is told."""

import time

import pytest
from evaluator_processes import failure_of

from chancery.evaluator.errors import EvaluatorUnavailable
from chancery.protocol import Failure


class TestAnswers:
    def test_a_job_is_done(self, evaluator):
        assert evaluator.try_code("answer = job.context.session + ' ' + bytes(job.state).decode()") == "s null"

    def test_the_version_comes_with_it(self, evaluator):
        name = evaluator.interviews.add("versioned")
        _, version = evaluator.client.run(name, evaluator.job())
        assert version == evaluator.client.info(name).version
        evaluator.client.run(name, evaluator.job(), version)
        assert failure_of(evaluator.client.run, name, evaluator.job(), "another").reason == "unknown"

    def test_a_large_state_goes_there_and_back(self, evaluator):
        name = evaluator.interviews.add("large", "result = Result(Screen(form=Form('q')), job.state)")
        state = b'{"x":"' + b"x" * 1_000_000 + b'"}'
        result, _ = evaluator.client.run(name, evaluator.job(state))
        assert bytes(result.state) == state

    def test_names_are_listed(self, evaluator):
        name = evaluator.interviews.add("listed")
        assert name in evaluator.client.names()

    def test_a_description_needs_no_job(self, evaluator):
        name = evaluator.interviews.add("described")
        assert evaluator.client.info(name).title == "tried.yml"
        assert evaluator.client.info(name).name == name

    def test_a_very_large_description_arrives_whole(self, evaluator):
        name = evaluator.interviews.add("wide", loading="interview.info.css = ['x' * 200_000] * 4")
        for _ in range(2):
            assert sum(map(len, evaluator.client.info(name).css)) == 800_000

    @pytest.mark.parametrize(
        "name",
        [
            "", "nothing", "/etc/passwd", "../../etc/passwd", "demo:data/questions/../../../x.yml", "demo:/etc/passwd",
            "demo:data/questions/%2e%2e/x.yml", "a\x00b", "demo:data/questions/x.yml\x00", "x" * 3000, "\U0001f600",
        ],
    )  # fmt: skip
    def test_an_unknown_name_is_unknown_whatever_it_is(self, evaluator, name: str):
        assert failure_of(evaluator.client.run, name, evaluator.job()).reason == "unknown"
        failure = failure_of(evaluator.client.info, name)
        assert failure.reason == "unknown"
        assert not name or name not in failure.message

    def test_a_name_beyond_the_header_is_not_read(self, evaluator):
        with pytest.raises(EvaluatorUnavailable):
            evaluator.client.info("x" * 100_000)
        assert evaluator.try_code("answer = 1") == "1"


class TestAuthorsErrors:
    def test_an_error_of_loading_says_where(self, evaluator):
        name = evaluator.interviews.add(
            "broken", loading="raise AuthorError('No such key.', file='x.yml', line=3, block='b', fix='Spell it.')"
        )
        for run in (lambda: evaluator.run(name), lambda: evaluator.client.info(name)):
            failure = failure_of(run)
            assert failure == Failure("author", "No such key.", "x.yml", 3, "b", "Spell it.")

    def test_it_is_loaded_again_when_the_file_changes_and_not_before(self, evaluator):
        name = evaluator.interviews.add("mended", "answer = 'mended'", loading="raise AuthorError('broken')")
        assert failure_of(evaluator.run, name).reason == "author"
        spawned = evaluator.log.read_text().count("mended:data/questions/tried.yml cannot be loaded")
        for _ in range(5):
            assert failure_of(evaluator.run, name).reason == "author"
        assert evaluator.log.read_text().count("mended:data/questions/tried.yml cannot be loaded") == spawned
        evaluator.interviews.add("mended", "answer = 'mended'")
        time.sleep(0.01)
        assert evaluator.run(name) == "mended"

    @pytest.mark.parametrize(
        "code",
        [
            "raise ValueError('12 Mill Lane')", "raise KeyError('12 Mill Lane')", "raise SystemExit('12 Mill Lane')",
            "raise KeyboardInterrupt('12 Mill Lane')", "raise BaseException('12 Mill Lane')", "{}['12 Mill Lane']",
            "raise ExceptionGroup('12 Mill Lane', [ValueError('12 Mill Lane')])", "raise GeneratorExit('12 Mill Lane')",
        ],
    )  # fmt: skip
    def test_an_exception_says_where_and_no_answer(self, evaluator, code: str):
        failure = failure_of(evaluator.try_code, "pass\n" + code)
        assert (failure.reason, failure.line) == ("author", 2)
        assert failure.file.endswith(":data/questions/tried.yml")
        assert "12 Mill Lane" not in repr(failure)
        assert "12 Mill Lane" not in evaluator.log.read_text()

    def test_endless_recursion_is_an_authors_error(self, evaluator):
        failure = failure_of(evaluator.try_code, "def f(): f()\nf()")
        assert (failure.reason, failure.line) == ("author", 1)
