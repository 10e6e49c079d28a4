"""Several people in one interview, on both kinds of database: who gets in, who sees whom, and who opens nothing."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from chancery.database.account_models import AccountPair
from chancery.database.models import InterviewSession, Invitation, SessionKey, SessionSecret, Step
from chancery.protocol import NewFile
from chancery.sessions import (
    AnswersUnreadable,
    InvitationRefused,
    NoSuchSession,
    NotOwner,
    StaleAnswer,
    TooManyPeople,
)
from chancery.sessions.people import MAX_PEOPLE
from chancery.sessions.rows import SessionRow
from chancery.vault import LoginCookie, Member, Unreadable, Visitor, new_share, session_key, step_place
from chancery.vault.people import Pair, open_invitation, open_share

BOB, CYN = "bob@example.org", "cyn@example.org"


def rows(database, table):
    return database.read(lambda connection: connection.execute(select(table.__table__)).mappings().all())


def change(database, statement):
    database.write(lambda connection: connection.execute(statement))


@pytest.fixture
def people(sessions):
    return sessions.people


@pytest.fixture
def member(accounts, new_browser):
    """Makes an account; its holder."""

    def made(address):
        person = new_browser()
        person.register(address)
        return accounts.logins.open(LoginCookie.from_cookie(person.login))

    return made


@pytest.fixture
def ada(member):
    return member("ada@example.org")


@pytest.fixture
def bob(member):
    return member(BOB)


@pytest.fixture
def cyn(member):
    return member(CYN)


@pytest.fixture
def begun(sessions, ada):
    uid = sessions.start(ada, "demo:data/questions/demo.yml", {}).uid
    sessions.answer(ada, uid, 1, {"field_0": ["blue"], "button_0": [""]})
    return uid


def invited(people, owner, uid, guest, address):
    return people.join(guest, people.invite(owner, uid, "ada@example.org"), address)


def test_two_people_answer_one_interview(sessions, people, ada, bob, begun):
    assert invited(people, ada, begun, bob, BOB) == begun
    seen = sessions.current(bob, begun)
    assert seen.screen.title == "Question 1"
    sessions.answer(bob, begun, seen.revision, {"field_0": ["red"], "button_0": [""]})
    assert sessions.current(ada, begun).screen.title == "Question 2"
    # Both answer the same screen: the first is stored, the second is told.
    sessions.answer(ada, begun, 3, {"field_0": ["green"], "button_0": [""]})
    with pytest.raises(StaleAnswer):
        sessions.answer(bob, begun, 3, {"field_0": ["grey"], "button_0": [""]})
    assert sessions.current(bob, begun).screen.title == "Question 3"


@pytest.mark.control("people_named")
def test_everybody_sees_everybody(people, ada, bob, cyn, begun):
    invited(people, ada, begun, bob, BOB)
    invited(people, ada, begun, cyn, CYN)
    for who in (ada, bob, cyn):
        found = people.company(who, begun)
        assert {(one.address, one.owner) for one in found.people} == {
            ("ada@example.org", True), (BOB, False), (CYN, False),
        }  # fmt: skip
        assert [one.address for one in found.people if one.is_me] == [
            {ada.id: "ada@example.org", bob.id: BOB, cyn.id: CYN}[who.id]
        ]


@pytest.mark.control("people_named")
def test_who_hides_in_the_database_is_listed_all_the_same_and_goes_with_the_next_removal(
    sessions, people, database, ada, bob, cyn, begun
):
    invited(people, ada, begun, bob, BOB)
    invited(people, ada, begun, cyn, CYN)
    change(database, update(SessionKey).where(SessionKey.holder == cyn.id).values(person=None))
    assert sorted(one.address for one in people.company(ada, begun).people) == ["", "ada@example.org", BOB]
    people.remove(ada, begun, bob.id.hex)
    with pytest.raises(NoSuchSession):
        sessions.current(cyn, begun)


@pytest.mark.control("people_named")
def test_a_public_key_put_into_the_database_gets_no_share(sessions, people, database, ada, bob, cyn, begun):
    invited(people, ada, begun, bob, BOB)
    invited(people, ada, begun, cyn, CYN)
    intruder = rows(database, AccountPair)
    mine = next(row for row in intruder if row["account"] == cyn.id)
    change(database, update(AccountPair).where(AccountPair.account == bob.id).values(public=mine["public"]))
    people.remove(ada, begun, cyn.id.hex)
    wrapped = next(row["wrapped"] for row in rows(database, SessionKey) if row["holder"] == bob.id)
    with pytest.raises(Unreadable):
        open_share(cyn, UUID(hex=begun), "participant", wrapped, Pair(mine["public"], mine["box"]))


def test_a_code_works_once_for_one_account(people, ada, bob, cyn, begun):
    code = people.invite(ada, begun, "ada@example.org")
    people.join(bob, code.lower().replace("-", " "), BOB)
    with pytest.raises(InvitationRefused):
        people.join(cyn, code, CYN)


def test_a_code_ends(people, database, ada, bob, begun):
    code = people.invite(ada, begun, "ada@example.org")
    change(database, update(Invitation).values(expires=datetime.now(UTC) - timedelta(seconds=1)))
    with pytest.raises(InvitationRefused):
        people.join(bob, code, BOB)


def test_an_ended_code_is_swept(sessions, people, database, ada, begun):
    people.invite(ada, begun, "ada@example.org")
    sessions.expire(datetime.now(UTC) + timedelta(hours=25))
    assert rows(database, Invitation) == []


def test_a_code_can_be_withdrawn(people, ada, bob, begun):
    code = people.invite(ada, begun, "ada@example.org")
    people.withdraw(ada, begun)
    with pytest.raises(InvitationRefused):
        people.join(bob, code, BOB)


@pytest.mark.parametrize("code", ["", "ABCD", "0000-0000-0000-0000-0000-0000", "é" * 24, "A" * 5000])
def test_what_is_no_code_is_refused(people, bob, begun, code):
    with pytest.raises(InvitationRefused):
        people.join(bob, code, BOB)


def test_who_is_in_keeps_the_code_for_others(people, ada, bob, begun):
    code = people.invite(ada, begun, "ada@example.org")
    assert people.join(ada, code, "ada@example.org") == begun
    assert people.join(bob, code, BOB) == begun


def test_a_browser_without_an_account_neither_invites_nor_joins(sessions, people, ada, begun):
    visitor = Visitor.new()
    mine = sessions.start(visitor, "demo:data/questions/demo.yml", {}).uid
    with pytest.raises(NotOwner):
        people.invite(visitor, mine, "")
    with pytest.raises(InvitationRefused):
        people.join(visitor, people.invite(ada, begun, "ada@example.org"), "")


def test_who_was_invited_neither_invites_nor_removes_nor_erases(sessions, people, ada, bob, cyn, begun):
    invited(people, ada, begun, bob, BOB)
    invited(people, ada, begun, cyn, CYN)
    for refused in (
        lambda: people.invite(bob, begun, BOB),
        lambda: people.withdraw(bob, begun),
        lambda: people.remove(bob, begun, cyn.id.hex),
        lambda: people.remove(ada, begun, ada.id.hex),
        lambda: people.leave(ada, begun),
        lambda: sessions.exit(bob, begun),
        lambda: sessions.move(ada, Visitor.new(), begun),
    ):
        with pytest.raises(NotOwner):
            refused()
    sessions.start(bob, "demo:data/questions/demo.yml", {}, mode="reset")
    assert sessions.current(ada, begun).screen.title == "Question 1"


def test_who_was_invited_begins_the_same_interview_for_herself(sessions, people, ada, bob, begun):
    invited(people, ada, begun, bob, BOB)
    own = sessions.start(bob, "demo:data/questions/demo.yml", {}).uid
    assert own != begun
    assert [one.is_me for one in people.company(bob, own).people] == [True]


def test_no_more_than_so_many(people, ada, begun):
    for _ in range(MAX_PEOPLE - 1):
        people.invite(ada, begun, "ada@example.org")
    with pytest.raises(TooManyPeople):
        people.invite(ada, begun, "ada@example.org")


@pytest.mark.control("removal_rekeys")
def test_who_is_removed_opens_nothing_further(sessions, people, database, ada, bob, cyn, begun):
    invited(people, ada, begun, bob, BOB)
    invited(people, ada, begun, cyn, CYN)
    code = people.invite(ada, begun, "ada@example.org")
    before = {row["revision"]: row["box"] for row in rows(database, Step)}
    key = next(row for row in rows(database, SessionKey) if row["holder"] == bob.id)
    pair = next(row for row in rows(database, AccountPair) if row["account"] == bob.id)
    secret = rows(database, SessionSecret)[0]["secret"]
    people.remove(ada, begun, bob.id.hex)
    with pytest.raises(NoSuchSession):
        sessions.current(bob, begun)
    assert sessions.list(bob) == []
    with pytest.raises(InvitationRefused):
        people.join(bob, code, BOB)
    # Not even with the row that she had, put back by somebody who writes to the database.
    change(database, SessionKey.__table__.insert().values(**key))
    with pytest.raises(AnswersUnreadable):
        sessions.current(bob, begun)
    # Nor with the old key itself: it opens what was stored before, and nothing that is there now.
    uid = UUID(hex=begun)
    share = open_share(bob, uid, "participant", key["wrapped"], Pair(pair["public"], pair["box"]))
    old = session_key(uid, share, secret)
    name = "demo:data/questions/demo.yml"
    assert old.open(before[2], step_place(uid, name, 2))
    for row in rows(database, Step):
        assert row["box"] not in before.values()
        with pytest.raises(Unreadable):
            old.open(row["box"], step_place(uid, name, row["revision"]))
    assert rows(database, SessionSecret)[0]["secret"] != secret
    for who in (ada, cyn):
        assert sessions.current(who, begun).screen.title == "Question 1"
    # And Back reaches the steps from before.
    assert sessions.back(ada, begun, sessions.current(ada, begun).revision).screen.title == "Question 0"


@pytest.mark.control("removal_rekeys")
def test_an_answer_on_its_way_while_its_sender_is_removed_is_not_stored(
    sessions, people, plain_evaluator, ada, bob, begun
):
    invited(people, ada, begun, bob, BOB)
    plain_evaluator.meanwhile = lambda: people.remove(ada, begun, bob.id.hex)
    with pytest.raises(NoSuchSession):
        sessions.answer(bob, begun, 2, {"field_0": ["late"], "button_0": [""]})
    assert sessions.current(ada, begun).screen.title == "Question 1"


def test_a_session_that_was_put_back_is_not_given_new_keys(people, database, ada, bob, begun):
    invited(people, ada, begun, bob, BOB)
    change(database, update(InterviewSession).values(revision=1))
    with pytest.raises(AnswersUnreadable):
        people.remove(ada, begun, bob.id.hex)


@pytest.mark.control("removal_rekeys")
def test_files_from_before_a_removal_open_for_those_who_stay(sessions, people, ada, bob, begun):
    invited(people, ada, begun, bob, BOB)
    opened = sessions._storage.open(ada, begun)
    file = NewFile("ab" * 16, "letter.txt", "text/plain", b"Dear")
    with sessions._storage.files.keeping(opened.key, opened.row.uid, [file]):
        pass
    people.remove(ada, begun, bob.id.hex)
    revision = sessions.current(ada, begun).revision
    sessions.answer(ada, begun, revision, {"field_0": ["on"], "button_0": [""]})
    assert b"".join(sessions.file(ada, begun, file.id).content) == b"Dear"


def test_who_leaves_opens_nothing_and_the_others_go_on(sessions, people, ada, bob, begun):
    invited(people, ada, begun, bob, BOB)
    people.leave(bob, begun)
    with pytest.raises(NoSuchSession):
        sessions.current(bob, begun)
    assert sessions.current(ada, begun).screen.title == "Question 1"
    assert [one.address for one in people.company(ada, begun).people] == ["ada@example.org"]


def test_an_exit_in_the_interview_by_who_was_invited_is_leaving(sessions, people, ada, bob, begun):
    invited(people, ada, begun, bob, BOB)
    assert sessions.answer(bob, begun, 2, {"field_0": ["exit"], "button_0": [""]}).exited
    assert sessions.list(bob) == []
    assert sessions.current(ada, begun).screen.title == "Question 1"


@pytest.mark.control("exit_erases")
def test_the_owners_exit_erases_for_all(sessions, people, database, ada, bob, begun):
    invited(people, ada, begun, bob, BOB)
    people.invite(ada, begun, "ada@example.org")
    sessions.exit(ada, begun)
    for table in (SessionKey, Step, SessionSecret, Invitation):
        assert rows(database, table) == []
    with pytest.raises(NoSuchSession):
        sessions.current(bob, begun)


def test_an_account_that_is_erased_leaves_the_interviews_of_others(sessions, people, ada, bob, begun):
    invited(people, ada, begun, bob, BOB)
    assert sessions.erase_all(bob, "account") == 0
    assert [one.address for one in people.company(ada, begun).people] == ["ada@example.org"]
    assert sessions.current(ada, begun).screen.title == "Question 1"


def test_a_new_master_key_gets_a_new_pair(sessions, people, ada, bob, begun):
    invited(people, ada, begun, bob, BOB)
    anew = Member(bob.id, new_share())
    with pytest.raises(AnswersUnreadable):
        sessions.current(anew, begun)
    sessions.erase_all(anew, "reset")
    invited(people, ada, begun, anew, BOB)
    assert sessions.current(anew, begun).screen.title == "Question 1"


@pytest.mark.control("answers_encrypted")
def test_the_row_of_an_invitation_opens_nothing_without_its_code(people, database, settings, ada, begun):
    people.invite(ada, begun, "ada@example.org")
    row = rows(database, Invitation)[0]
    site = bytes.fromhex(settings.site_key_file.read_text())
    for guess in (row["tag"], row["tag"][:15], row["box"][:15], site, site[:15], UUID(hex=begun).bytes, bytes(15)):
        with pytest.raises(Unreadable):
            open_invitation(guess, UUID(hex=begun), row["box"])


def test_a_row_that_says_owner_instead_of_participant_opens_nothing(sessions, people, database, ada, bob, begun):
    invited(people, ada, begun, bob, BOB)
    change(database, update(SessionKey).where(SessionKey.holder == bob.id).values(holder_kind="account"))
    with pytest.raises(AnswersUnreadable):
        sessions.exit(bob, begun)


def test_without_its_pair_an_account_opens_no_shared_interview(sessions, people, database, ada, bob, begun):
    invited(people, ada, begun, bob, BOB)
    change(database, delete(AccountPair).where(AccountPair.account == bob.id))
    with pytest.raises(AnswersUnreadable):
        sessions.current(bob, begun)


def test_the_pages(new_browser):
    """From the code on the owner's page to the guest's screen, the list on both, a removal, and what it says after."""
    ada, bob = new_browser(), new_browser()
    ada.register()
    bob.register(BOB)
    path = ada.begin()
    assert "People" in ada.get(path).text
    page = ada.post(f"{path}/people")
    code = re.search(r"<code>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){5})</code>", page.text)[1]
    assert code not in ada.get(f"{path}/people").text
    wrong = bob.post("/account/join", code="0" * 24)
    assert wrong.status_code == 422
    assert wrong.headers["X-Chancery-Failure"] == "login"
    joined = bob.post("/account/join", code=code)
    assert joined.request.path == f"{path}/people"
    for page in (joined, ada.get(f"{path}/people"), ada.get(path), bob.get(path)):
        assert "ada@example.org" in page.text
        assert BOB in page.text
    assert "erase my answers" not in bob.get(path).text
    assert "Leave this interview?" in bob.get(f"{path}/exit").text
    assert bob.post(f"{path}/people").status_code == 403
    who = re.search(r'name="who" value="([0-9a-f]{32})"', ada.get(f"{path}/people").text)[1]
    assert BOB not in ada.post(f"{path}/people/remove", page=f"{path}/people", who=who).text
    assert bob.get(path).status_code == 404


def test_guessing_codes_is_slowed(new_browser):
    bob = new_browser()
    bob.register(BOB)
    answers = [bob.post("/account/join", code="0" * 24).status_code for _ in range(9)]
    assert 429 in answers


def test_without_an_account_the_page_says_what_to_do(new_browser):
    somebody = new_browser()
    path = somebody.begin()
    assert "To invite somebody you need an account" in somebody.get(f"{path}/people").text
    assert somebody.post(f"{path}/people", page=path).request.path == "/account/sign-in"
    assert somebody.get("/account/join").request.path == "/account/sign-in"


def test_a_row_of_a_session_tells_how_it_is_held(sessions, people, ada, bob, begun):
    assert isinstance(sessions._storage.read(ada, begun), SessionRow)
    assert not sessions.current(ada, begun).standing.shared
    invited(people, ada, begun, bob, BOB)
    assert sessions.current(ada, begun).standing.shared
    assert not sessions.current(bob, begun).standing.owner
