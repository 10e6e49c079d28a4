"""People, their names and their addresses, as interviews write them."""

import pytest

CAST = """
objects:
  - user: Individual
  - guest: Individual
  - firm: Person.using(name='Acme')
  - star: Individual.using(name='Cher')
  - home: Address
  - town: City
  - fair: Event
---
mandatory: True
code: |
  user.name.first = ' Ann '
  user.name.last = 'Poe'
  user.name.middle = 'Rose'
  user.gender = 'female'
  guest.name.first = 'Ana'
  guest.name.middle = ''
  guest.name.paternal_surname = 'Ruiz'
  guest.name.maternal_surname = 'Gil'
  home.address = '5 Elm St'
  home.unit = '2'
  home.city = 'Troy'
  town.city = 'Rome'
  town.country = 'IT'
  fair.address.city = 'Paris'
  guest.address.address = 'Calle 1'
  guest.address.city = 'Madrid'
  guest.address.zip = '28001'
  guest.address.country = 'ES'
---
"""
END = "mandatory: True\nquestion: End\nsubquestion: |\n  "


def shown(talk, code, words):
    """What the last screen says of `words`, after this code."""
    lines = "".join(f"  {line}\n" for line in code.splitlines())
    end = f"---\n{END}${{ {words} }}"
    return talk(f"{CAST}mandatory: True\ncode: |\n  1\n{lines}{end}").text.removeprefix("End").strip()


@pytest.mark.parametrize(
    ("code", "words", "expected"),
    [
        ("", "user", "Ann R. Poe"),
        ("", "user.name.full(middle='full')", "Ann Rose Poe"),
        ("", "user.name.full(middle=True)", "Ann Rose Poe"),
        ("", "user.name.full(middle=False)", "Ann Poe"),
        ("", "user.name.middle_initial(with_period=False)", "R"),
        ("user.use_familiar = True", "user", "Ann"),
        ("user.use_familiar = True", "user.name", "Ann R. Poe"),
        ("guest.use_familiar = False", "guest", "Ana Ruiz Gil"),
        ("", "guest.name.firstlast()", "Ana Ruiz Gil"),
        ("", "guest.name.lastfirst()", "Ruiz Gil, Ana"),
        ("", "guest.name.middle_initial()", ""),
        ("", "star", "Cher"),
        ("", "star.name.uses_parts", "False"),
        ("firm.name = 'Firm'", "firm", "Firm"),
        ("firm.name = 'Firm'", "firm.name.text", "Firm"),
        ("user.name = 'Cher'", "user.name.lastfirst()", "Cher"),
        ("", "firm.identified()", "True"),
    ],
)
def test_names(talk, code, words, expected):
    assert shown(talk, code, words) == expected


@pytest.mark.parametrize(
    ("code", "words", "expected"),
    [
        ("", "home.on_one_line()", "5 Elm St, Unit 2, Troy"),
        ("home.zip = '1'", "home.line_two()", "Troy 1"),
        ("home.state = ''", "home.line_two()", "Troy"),
        ("home.sublocality_level_1 = 'Soho'", "home.line_two()", "Soho, Troy"),
        ("home.sublocality_level_1 = 'Soho'", "home", "5 Elm St Unit 2 Soho Troy"),
        ("home.unit = 'Apt2'", "home.line_one()", "5 Elm St, Apt2"),
        ("home.unit = 'penthouse'", "home.formatted_unit(language='en')", "penthouse"),
        ("home.unit = 'Flora'", "home.formatted_unit()", "Unit Flora"),
        ("", "home.on_one_line(show_country=True, include_unit=False)", "5 Elm St, Troy, United States"),
        ("home.country = 'US'", "home.on_one_line(False, False)", "5 Elm St, Troy, United States"),
        ("", "town", "Rome Italy"),
        ("", "town.line_one()", ""),
        ("", "fair", "Paris"),
        ("", "guest.address_block()", "Ana Ruiz Gil Calle 1 Madrid 28001"),
        ("", "guest.address_block(show_country=True)", "Ana Ruiz Gil Calle 1 Madrid 28001 Spain"),
        ("", "guest.address.block(international=True)", "Calle 1 28001 MADRID SPAIN"),
        ("guest.address.state = 'M'", "guest.address.block(international=True)", "Calle 1 28001 MADRID M SPAIN"),
        ("home.state = 'ny'", "home.block(international=True)", "5 Elm St Unit 2 TROY, NY UNITED STATES"),
        ("town.country = 'GB'\ntown.zip = 'n1'", "town.block(international=True)", "ROME N1 UNITED KINGDOM"),
        ("", "user.location", "Unknown"),
        ("user.location.latitude = 1.5\nuser.location.longitude = -2", "user.location", "1.5, -2"),
        ("", "user.location.gathered or user.address.location.known", "False"),
        ("", "user.address.geolocated or user.address.was_geocoded()", "False"),
    ],
)  # fmt: skip
def test_addresses(talk, code, words, expected):
    assert shown(talk, code, words) == expected


def test_an_address_asks_for_no_more_than_the_city(talk):
    source = (
        "objects:\n  - home: Address.using(address='5 Elm St')\n---\nquestion: Town\nfields:\n  - To: home.city\n---\n"
    )
    person = talk(source + END + "${ home.block() }")
    assert person.title == "Town"
    assert person.answer(home_city="*Troy*, {x}").text == "End 5 Elm St *Troy*, {x}"


def test_the_middle_name_is_asked_for_where_its_initial_is_wanted(talk):
    source = "objects:\n  - ann: Individual\n---\nquestion: Middle name\nfields:\n  - Name: ann.name.middle\n---\n"
    assert talk(source + END + "${ ann.name.middle_initial() }").answer(ann_name_middle="Rose").text == "End R."


def test_what_was_typed_is_shown_as_it_is_in_every_order_of_a_name(talk):
    source = (
        "objects:\n  - ann: Individual\n---\nquestion: Name\nfields:\n  - F: ann.name.first\n"
        "  - L: ann.name.paternal_surname\n---\n"
    )
    person = talk(source + END + "${ ann } ${ ann.name.lastfirst() } ${ ann.name.first }")
    person.answer(ann_name_first=" <b>*x*", ann_name_paternal_surname="${ 1 }")
    assert person.text == "End <b>*x* ${ 1 } ${ 1 }, <b>*x* <b>*x*"


def test_telephone_numbers_are_read_by_the_rules_of_their_country(talk):
    source = "phone_number = '020 7946 0958'\nuser.fax_number = '(518) 555-0100'"
    country = "user.address.country = 'GB'\nuser."
    assert shown(talk, country + source, "user.sms_number()") == "+442079460958"
    assert shown(talk, "user." + source, "user.facsimile_number()") == "+15185550100"
    assert shown(talk, "user.country = 'GB'\nuser." + source, "user.sms_number(country='US')") == "None"


def test_an_organization_begins_with_its_offices(talk):
    source = (
        "objects:\n  - firm: Organization\n---\nmandatory: True\ncode: |\n"
        "  firm = Organization('firm', offices=[dict(address='5 Elm St', city='Troy')])\n"
        "  firm.office.gathered = True\n---\n"
    )
    end = "${ firm.office[0].on_one_line() } ${ firm.office[0].instanceName }"
    assert talk(source + END + end).text == "End 5 Elm St, Troy firm.office[0]"


@pytest.mark.parametrize(("age", "expected"), [("7", "7.0 7"), (7.5, "7.5 7")])
def test_an_age_that_is_given_is_a_number(talk, age, expected):
    words = "f'{user.age_in_years(decimals=True)} {user.age_in_years()}'"
    assert shown(talk, f"user.age = {age!r}", words) == expected
