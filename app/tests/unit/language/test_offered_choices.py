"""Choices that an event gives to a menu of the page that stays: what is taken for an answer, and what is not."""

import pytest

from chancery.language import AuthorError
from chancery.protocol import Answer, Job, Update

from .conftest import CONTEXT

COUNTRY = """
question: Where?
fields:
  - Country: country
    choices:
      - Canada: CA
      - Togo: TG
  - Part: part
    choices:
      - Ohio: OH
      - Iowa: IA
  - Color: color
    choices:
      - red
check in: fill
---
event: fill
code: |
  if action_argument('_changed') == 'country':
    found = states_list(country_code=action_argument('country')) or ['N/A']
    background_response({'part': {'choices': found}}, 'fields')
  background_response({'color': {'choices': 3}}, 'fields')
---
mandatory: True
question: ${ country } ${ part } ${ color }
"""


def offered_by(conversation, country):
    result = conversation.event("fill", _changed="country", country=country)
    (update,) = (effect for effect in conversation.result.effects if isinstance(effect, Update))
    return result, update.choices["part"]


def answered(conversation, screen, part, **others):
    """Send the form that `screen` served, with the key `part` for the menu whose choices changed."""
    country, menu, color = screen.form.fields
    posted = {country.key: [country.choices[0].key], menu.key: [part], color.key: [color.choices[0].key], **others}
    conversation.result = conversation.interview.run(
        Job(Answer(screen.form, posted), CONTEXT, conversation.result.state)
    )
    return conversation


def test_an_event_gives_a_menu_other_choices(talk):
    conversation = talk(COUNTRY)
    screen = conversation.result.screen
    _, choices = offered_by(conversation, "CA")
    assert [(choices[0].key, choices[0].label), choices[-1].label] == [("offered_0", "Alberta"), "Yukon"]
    quebec = next(choice.key for choice in choices if choice.label == "Quebec")
    assert answered(conversation, screen, quebec).text == "CA QC red"


def test_of_two_offers_the_later_counts_and_the_first_choices_stay(talk):
    for country, key, shown in (("TG", "offered_0", "CA N/A red"), ("CA", "choice_1", "CA IA red")):
        conversation = talk(COUNTRY)
        screen = conversation.result.screen
        offered_by(conversation, "CA")
        offered_by(conversation, country)
        assert answered(conversation, screen, key).text == shown


def test_what_no_event_offered_is_no_answer(talk):
    conversation = talk(COUNTRY)
    screen = conversation.result.screen
    assert list(answered(conversation, screen, "offered_0").result.screen.errors) == [screen.form.fields[1].key]
    offered_by(conversation, "TG")
    assert list(answered(conversation, screen, "offered_1").result.screen.errors) == [screen.form.fields[1].key]


def test_a_screen_that_is_refused_shows_the_choices_that_were_offered(talk):
    conversation = talk(COUNTRY)
    screen = conversation.result.screen
    offered_by(conversation, "CA")
    again = answered(conversation, screen, "offered_1", field_2=[""]).result.screen
    assert list(again.errors) == ["field_2"]
    assert [choice.label for choice in again.form.fields[1].choices][:2] == ["Alberta", "British Columbia"]
    assert again.typed["field_1"] == ["offered_1"]
    assert answered(conversation, again, "offered_1").text == "CA BC red"


def test_another_screen_forgets_what_was_offered(talk):
    conversation = talk(COUNTRY)
    offered_by(conversation, "CA")
    screen = conversation.again().result.screen
    assert [choice.label for choice in screen.form.fields[1].choices] == ["Ohio", "Iowa"]
    assert "field_1" in answered(conversation, screen, "offered_0").result.screen.errors


def test_choices_that_are_none_are_an_error(talk):
    with pytest.raises(AuthorError, match="not a list"):
        talk(COUNTRY).event("fill")


def test_what_was_typed_stays_typed_when_it_is_offered(talk):
    by_code = "states_list(country_code=action_argument('country')) or ['N/A']"
    source = COUNTRY.replace(by_code, "[action_argument('country')]")
    conversation = talk(source)
    screen = conversation.result.screen
    _, choices = offered_by(conversation, "**<b>x</b>**")
    assert choices[0].label == "**&lt;b&gt;x&lt;/b&gt;**"
    assert answered(conversation, screen, "offered_0").result.screen.title == "CA **&lt;b&gt;x&lt;/b&gt;** red"
