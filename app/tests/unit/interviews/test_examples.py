"""Each example interview, answered to its end by several kinds of people."""

import io

import docx
import pypdf
import pytest

from chancery.protocol import Exit

LETTER = "chancery.examples:data/questions/repair_letter.yml"
POWER = "chancery.examples:data/questions/power_of_attorney.yml"
INTAKE = "chancery.examples:data/questions/intake_triage.yml"


def tenant(person):
    someone = person(LETTER)
    someone.press("Continue")
    someone.press("Yes")  # rents
    someone.press("No")  # no danger
    someone.answer(tenant_name="Ann Lee", tenant_address="1 Mill Lane\nOldtown")
    someone.answer(landlord_name="Homes & Co", landlord_address="2 High Street")
    return someone


def files(someone) -> dict[str, str]:
    """The words of each file that the screen offers, by its name."""
    read = {"pdf": pdf_words, "docx": docx_words}
    return {file.name: read[file.name.rpartition(".")[2]](file.content) for file in someone.files}


def pdf_words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())


def docx_words(content: bytes) -> str:
    return " ".join(element.text or "" for element in docx.Document(io.BytesIO(content)).element.iter() if element.text)


def test_a_repair_letter(person):
    someone = tenant(person)
    someone.answer(
        problems=["Heating or hot water", "Something else"], problem_description="The boiler *stopped*.\nIt is cold."
    )
    someone.answer(heating_gone="Yes", hot_water_gone="No", heating_urgent="I don’t know")
    someone.answer(problem_started="2026-11-01")
    someone.press("Yes")
    someone.answer(told_on="2026-11-02", told_how="On the telephone", told_answer="Soon, they said.")
    someone.answer(visit_days=["Monday", "Friday"])
    assert "urgent" in someone.screen.subquestion
    someone.answer()
    assert someone.at == "summary"
    someone.press("It is right, write the letter")
    letter = someone.screen.subquestion
    assert someone.at == "letter"
    made = files(someone)
    assert "The boiler *stopped*." in made["repair-letter.pdf"]
    assert "Dear Homes & Co," in made["repair-letter.docx"]
    for words in (
        "Request for repairs to 1 Mill Lane Oldtown",
        "Dear Homes &amp; Co,",
        "<strong>no heating at all</strong>",
        "by telephone on November 2, 2026",
        "Thursday, November 26, 2026",
        "on a Monday or Friday",
        "The boiler *stopped*.<br>It is cold.",
    ):
        assert words in letter
    someone.press("Exit and erase my answers")
    assert someone.effects == [Exit()]


def test_a_change_on_the_summary_asks_that_screen_again_with_what_was_typed(person):
    someone = tenant(person)
    someone.answer(problems=["Mice, rats or insects"], problem_description="There are mice in the kitchen.")
    someone.answer(problem_started="2026-11-01")
    someone.press("No")
    someone.answer(visit_days=["Any day"])
    someone.answer(days_to_repair="20")
    assert "Sunday, December 13, 2026" in someone.screen.subquestion
    someone.press("Change the landlord")
    assert someone.at == "landlord"
    assert [field.default for field in someone.screen.form.fields if field.variable == "landlord_name"] == [
        "Homes & Co"
    ]
    someone.answer(landlord_name="Other Homes")
    assert someone.at == "summary"
    assert "Other Homes" in someone.screen.subquestion
    someone.press("Change the date")
    someone.answer(days_to_repair="10")
    assert "Thursday, December 3, 2026" in someone.screen.subquestion
    someone.press("Change the problem")
    someone.answer(problems=["Damp, leaks or mould"])
    assert "damp, leaks or mould" in someone.screen.subquestion
    someone.press("It is right, write the letter")
    assert "Dear Other Homes," in someone.screen.subquestion
    assert "any day" in someone.screen.subquestion


def test_who_owns_the_home_or_is_in_danger_is_told_so(person):
    owner = person(LETTER)
    owner.press("Continue")
    owner.press("No")
    assert owner.at == "not a tenant"
    owner = person(LETTER)
    owner.press("Continue")
    owner.press("Yes")
    owner.press("Yes")
    assert owner.at == "danger first"
    owner.press("I am safe, go on")
    assert owner.at == "tenant"


def test_a_day_to_come_is_refused_in_the_authors_words(person):
    someone = tenant(person)
    someone.answer(problems=["Something else"], problem_description="The roof is gone.")
    someone.answer(problem_started="2026-11-24")
    assert list(someone.screen.errors.values()) == ["That day is still to come. Enter the day it began, or today."]
    assert someone.at == "began"


def test_a_power_of_attorney(person):
    someone = person(POWER)
    someone.press("Continue")
    someone.press("Yes")
    someone.answer(pressed="No, I want this myself")
    someone.answer(principal_name="Pat Ray", principal_birthdate="1960-02-29", principal_address="1 Mill Lane")
    someone.answer(agent_name="pat ray", agent_relation="cousin", agent_address="2 High Street")
    assert list(someone.screen.errors.values()) == ["Your agent must be someone else than you."]
    someone.answer(agent_name="Alex Poe", agent_relation="cousin", agent_address="2 High Street")
    someone.press("Yes")
    someone.answer(substitute_name="Sam Orr", substitute_address="3 Low Road")
    someone.answer(powers=["Everything in this list"], other_power="Feed <i>my dog</i>")
    someone.press("Yes")
    someone.answer(money_limit="1,500")
    someone.answer(begins="On a day that I choose")
    someone.answer()
    someone.answer(ends="On a day that I choose")
    someone.answer()
    someone.answer(place="Rome")
    assert someone.at == "summary"
    someone.press("Change beginning")
    someone.answer(begins="When I sign it")
    assert someone.at == "summary"
    someone.press("It is right, show the document")
    document = someone.screen.subquestion
    made = files(someone)
    assert "I, Pat Ray, born on February 29, 1960" in made["power-of-attorney.pdf"]
    assert "Feed <i>my dog</i>" in made["power-of-attorney.docx"]
    for words in (
        "I, <strong>Pat Ray</strong>, born on February 29, 1960",
        "my cousin <strong>Alex Poe</strong>",
        "<strong>$1,500.00</strong>",
        "Feed &lt;i&gt;my dog&lt;/i&gt;",
        "begins when it is signed",
        "Sam Orr",
        "lawyers and courts; and",
        "whenever I ask",
    ):
        assert words in document


@pytest.mark.parametrize(
    ("age", "pressed", "at"), [("No", "", "too young"), ("Yes", "Yes, or I am not sure", "stop here")]
)
def test_who_should_not_sign_is_told_so(person, age, pressed, at):
    someone = person(POWER)
    someone.press("Continue")
    someone.press(age)
    if pressed:
        someone.answer(pressed=pressed)
    assert someone.at == at


@pytest.mark.parametrize(
    ("deadline", "income", "title", "cost"),
    [
        ("2026-11-25", "100", "We will look at this today", "free."),
        ("2026-12-01", "4000", "within three days", "a small contribution"),
        ("", "20000", "within three days", "above the limit"),
    ],
)
def test_an_intake(person, deadline, income, title, cost):
    someone = person(INTAKE)
    someone.press("Continue")
    someone.press("Yes")
    someone.press("Money")
    someone.answer(debt_kind="A debt", amount="300", seized="Yes")
    someone.press("Yes" if deadline else "No")
    if deadline:
        someone.answer(deadline=deadline)
    someone.answer(children="2")
    someone.answer(income=income, income_period="Per Month")
    someone.answer(client_name="Kim", talk_language="Español", call_time=["Evening"])
    assert "We need a telephone number" in str(someone.screen.errors)
    someone.answer(client_name="Kim", client_phone="555 0143", talk_language="Español", call_time=["Evening"])
    someone.answer(story="It began in **May**.\nThen it went on.")
    assert "In **May**".lower() in someone.screen.subquestion.lower()
    someone.press("Yes, it is right")
    assert someone.at == "result"
    assert "intake-summary.pdf" in files(someone)
    assert title in someone.screen.title
    assert cost in someone.screen.subquestion
    assert "money is being taken" in someone.screen.subquestion


@pytest.mark.parametrize("topic", ["My home", "Work", "Family", "Something else"])
def test_an_intake_of_every_topic(person, topic):
    someone = person(INTAKE)
    someone.press("Continue")
    someone.press("No")
    assert someone.at == "safety"
    someone.press("Continue")
    someone.press(topic)
    if topic == "My home":
        someone.answer(notice="A letter from a court")
    elif topic == "Work":
        someone.answer(work_problem=["I was dismissed"])
    elif topic == "Family":
        someone.press("I don’t know")
    someone.press("No")
    someone.answer()
    someone.answer(income="1000", income_period="Per Month")
    someone.answer(client_name="Kim", client_email="kim@example.org", call_time=["At any time"])
    someone.answer(story="It is a long story to tell.")
    someone.press("Change the topic")
    assert someone.at == "topic"
    someone.press("Something else")
    assert someone.at == "summary"
    someone.press("Yes, it is right")
    assert "We will look at this today" in someone.screen.title
    assert "someone is not safe" in someone.screen.subquestion
