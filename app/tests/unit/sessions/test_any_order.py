"""Whatever a person does, in whatever order, with however many old pages open: the session is what a list would be."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from chancery.database import Database, migrate
from chancery.objects import open_store
from chancery.sessions import NoSuchSession, NoWayBack, Sessions, StaleAnswer, Visitor
from chancery.settings import Settings

INTERVIEW = "demo:data/questions/demo.yml"


class OneSession(RuleBasedStateMachine):
    """`depths` is the model: how many answers stand behind each screen that Back can reach, the current one last."""

    evaluator = None

    @initialize()
    def open(self):
        self.directory = Path(tempfile.mkdtemp(prefix="chancery-"))
        settings = Settings(
            environment_kind="dev",
            database_url=f"sqlite:///{self.directory}/chancery.sqlite",
            objects=self.directory / "objects",
            evaluator_socket=self.directory / "e.sock",
            base_url="http://localhost",
        )
        self.database = Database(settings.database_url)
        migrate(self.database)
        self.sessions = Sessions(self.database, open_store(settings.objects), self.evaluator, settings)
        self.visitor = Visitor.new()
        self.begin()

    def begin(self):
        self.pages = [self.sessions.start(self.visitor, INTERVIEW, {})]
        self.depths = [0]

    def moved_to(self, page):
        self.pages.append(page)
        assert page.screen.title == f"Question {self.depths[-1]}"
        assert page.can_go_back == (len(self.depths) > 1)
        assert self.sessions.current(self.visitor, page.uid) == page

    def send(self, page, word):
        return self.sessions.answer(self.visitor, page.uid, page.revision, {"field_0": [word]})

    @rule(word=st.sampled_from(["a", "b", "leave"]))
    def answer(self, word):
        self.depths.append(self.depths[-1] + 1)
        after = self.send(self.pages[-1], word)
        self.moved_to(self.sessions.current(self.visitor, after.uid))

    @rule()
    def answer_that_forbids_back(self):
        self.depths = [self.depths[-1] + 1]
        self.moved_to(self.send(self.pages[-1], "forbid"))

    @rule()
    def answer_wrongly(self):
        assert self.send(self.pages[-1], "wrong").screen.errors

    @precondition(lambda self: len(self.pages) > 1)
    @rule(data=st.data())
    def answer_on_an_old_page(self, data):
        old = data.draw(st.sampled_from(self.pages[:-1]))
        with pytest.raises(StaleAnswer) as caught:
            self.send(old, "late")
        assert caught.value.view == self.pages[-1]

    @rule()
    def back(self):
        page = self.pages[-1]
        if len(self.depths) == 1:
            with pytest.raises(NoWayBack):
                self.sessions.back(self.visitor, page.uid, page.revision)
            return
        self.depths.pop()
        self.moved_to(self.sessions.back(self.visitor, page.uid, page.revision))

    @rule()
    def exit(self):
        uid = self.pages[-1].uid
        self.sessions.exit(self.visitor, uid)
        with pytest.raises(NoSuchSession):
            self.sessions.current(self.visitor, uid)
        self.begin()

    def teardown(self):
        if hasattr(self, "database"):
            self.database.close()
            shutil.rmtree(self.directory)


def test_any_order(plain_evaluator):
    OneSession.evaluator = plain_evaluator
    slow = [HealthCheck.too_slow]
    run_state_machine_as_test(
        OneSession,
        settings=settings(max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=slow),
    )
