"""Work in the background with the evaluator as it runs on a host: each piece has the limits of a screen."""

from __future__ import annotations

import pytest

from chancery.web import create_app

from .conftest import BASE, Person

NAME = "working:data/questions/work.yml"


@pytest.mark.parametrize(("work", "said"), [("short", "Ended 499500"), ("endless", "Ended None TimeLimit")])
def test_work_ends_and_the_interview_goes_on(settings, real_sessions, work, said):
    person = Person(create_app(settings, sessions=real_sessions))
    person.start(NAME, work=work)
    assert "Meanwhile" in person.page.text
    headers = {"Accept": "application/json"}
    told = person.client.post(f"{person.path}/work", data=person.form(), base_url=BASE, headers=headers)
    assert told.json["works"] is False
    assert said in person.get(person.path).text
