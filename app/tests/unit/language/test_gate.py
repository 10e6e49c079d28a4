"""Who may use an interview at all, and where those are led who have to sign in."""

import pytest

from chancery.protocol import Leave, User

from .conftest import CONTEXT

LOGIN = "metadata:\n  require login: True\n"
STAFF = "metadata:\n  required privileges:\n    - admin\n    - advocate\n"
UNIQUE = "metadata:\n  sessions are unique: True\n"
# To where one signs in, and back.
AWAY = Leave("/account/sign-in?next=%2Finterview%3Fi%3Dpkg%253Adata%2Fquestions%2Ftest.yml")
END = "---\nmandatory: True\nquestion: Inside\n"


def context(role: str = "", *, accounts: bool = True):
    return type(CONTEXT)(
        now=CONTEXT.now, session="session", user=User(role) if role else None, accounts=accounts
    )  # fmt: skip


@pytest.mark.parametrize("metadata", [LOGIN, STAFF, UNIQUE, UNIQUE.replace("True", "[user]")])
def test_without_an_account_one_is_led_to_where_one_signs_in(talk, metadata):
    assert talk(metadata + END, context=context()).result.effects == [AWAY]


@pytest.mark.parametrize("metadata", [LOGIN, STAFF])
def test_where_nobody_can_sign_in_it_is_for_nobody(talk, metadata):
    person = talk(metadata + END, context=context(accounts=False))
    assert (person.title, person.result.effects) == ("You may not use this interview.", [])


def test_with_an_account_one_is_inside(talk):
    assert talk(LOGIN + END, context=context("user")).title == "Inside"


@pytest.mark.parametrize(("role", "title"), [("advocate", "Inside"), ("user", "You may not use this interview.")])
def test_one_of_the_privileges_is_needed(talk, role, title):
    assert talk(STAFF + END, context=context(role)).title == title


def test_those_without_an_account_may_be_meant(talk):
    source = "metadata:\n  required privileges: anonymous\n" + END
    assert talk(source, context=context()).title == "Inside"
    assert talk(source, context=context("user")).title == "You may not use this interview."


def test_the_gate_stands_before_every_answer_too(talk):
    person = talk(
        LOGIN + "---\nquestion: A?\nyesno: a\n---\nmandatory: True\nquestion: End ${ a }\n", context=context("user")
    )
    person.context = context()
    assert person.press("Yes").result.effects == [AWAY]


@pytest.mark.parametrize("source", [UNIQUE, UNIQUE.replace("True", "False")])
def test_where_nobody_can_sign_in_an_interview_of_one_session_each_is_for_all(talk, source):
    assert talk(source + END, context=context(accounts=False)).title == "Inside"


INTERVIEW = "/interview?i=pkg%3Adata/questions/test.yml"


@pytest.mark.parametrize(
    ("name", "there", "nowhere"),
    [("'login'", "/account/sign-in", "/"), ("'signin'", "/account/sign-in", "/"),
     ("'register'", "/account/register", "/"),
     ("'profile'", "/account", "/"), ("'change_password'", "/account/password", "/"), ("'logout'", "/", "/"),
     ("'login', next='/session/x y'", "/account/sign-in?next=%2Fsession%2Fx+y", "/"),
     ("'register', next=url_of('interview')",
      "/account/register?next=%2Finterview%3Fi%3Dpkg%253Adata%2Fquestions%2Ftest.yml", "/"),
     ("'login', next='https://evil.example/'", "/account/sign-in", "/"),
     ("'login', next='//evil.example/'", "/account/sign-in", "/"),
     *((f"'{name}'", "/", "/") for name in ("root", "interviews", "leave", "dispatch", "configuration", "playground")),
     ("'exit'", "/session/session/exit", "/session/session/exit"), ("'help'", "#help", "#help"),
     ("'exit_logout'", "/session/session/exit", "/session/session/exit"),
     ("'interview'", INTERVIEW, INTERVIEW),
     ("'interview', reset=1, name='a b'", f"{INTERVIEW}&reset=1&name=a%20b", f"{INTERVIEW}&reset=1&name=a%20b"),
     ("'new_session', i='x:y.yml'", "/interview?i=x%3Ay.yml&new_session=1", "/interview?i=x%3Ay.yml&new_session=1")],
)  # fmt: skip
def test_the_places_of_accounts_have_addresses_where_there_are_accounts(talk, name, there, nowhere):
    source = f"mandatory: True\nquestion: |\n  `${{ url_of({name}) }}`\n"
    assert talk(source, context=context()).title == there
    assert talk(source, context=context(accounts=False)).title == nowhere


def test_who_is_signed_in_signs_out_at_the_account(talk):
    login = "url_of('login', next=url_of('exit', _external=True))"
    source = f"mandatory: True\nquestion: |\n  ${{ url_of('logout') }} ${{ {login} }}\n"
    person = context("user")
    person.base_url = "https://here.example"
    assert talk(source, context=person).title == "/account /account/sign-in?next=%2Fsession%2Fsession%2Fexit"


def test_a_button_leads_to_where_one_signs_in(talk):
    source = "mandatory: True\nquestion: Done\nbuttons:\n  - Sign in: signin\n  - Register: register\n"
    assert talk(source, context=context()).press("Sign in").result.effects == [Leave("/account/sign-in")]
    assert talk(source, context=context()).press("Register").result.effects == [Leave("/account/register")]
