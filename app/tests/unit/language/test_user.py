"""What an interview is told of who asks: a role, and neither a name nor an address."""

import pytest

from chancery.protocol import Context, Job, Open, User

SOURCE = """
mandatory: True
question: |
  ${ user_logged_in() } ${ user_has_privilege('advocate') } ${ user_has_privilege(['admin', 'user']) }
  ${ user_info().privileges[0] } ${ user_info().email }
"""


@pytest.mark.parametrize(
    ("user", "said"),
    [
        (None, "False False True user None"),
        (User("user"), "True False True user None"),
        (User("advocate", owner=False), "True True False advocate None"),
    ],
)
def test_who_asks(interview, user, said):
    context = Context(now="2026-11-23T12:00:00+00:00", session="session", user=user)
    assert interview(SOURCE).run(Job(Open(), context)).screen.title.split() == said.split()
