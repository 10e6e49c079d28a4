"""What objects can say and do, called as an interview's code calls them."""

from decimal import Decimal

import pytest

from chancery.language import current
from chancery.language.objects import KINDS, DADict, DAEmpty, DAList, DAObject, DASet
from chancery.language.text import Typed, pieces_of
from chancery.language.undefined import Undefined
from chancery.protocol import Context


@pytest.fixture(autouse=True)
def run():
    current.use(Context(now="2026-04-02T02:30:00+00:00", session="s"))


def made(kind, name="thing", **attributes):
    """An object of a class with these attributes, those of parts written with two underscores (`name__first`)."""
    thing = KINDS[kind](name)
    for path, value in attributes.items():
        *way, last = path.split("__")
        holder = thing
        for part in way:
            holder = getattr(holder, part)
        setattr(holder, last, value)
    return thing


def wanted_by(call):
    """The variable that `call` finds missing."""
    with pytest.raises(Undefined) as found:
        call()
    return found.value.variable


def listed(kind, items):
    found = kind("group", elements=items)
    found.gathered = True
    return found


ANN = {"name__first": "Ann", "name__last": "Poe", "name__middle": "Rose", "name__suffix": "Jr", "gender": "female"}


@pytest.mark.parametrize(
    ("call", "result"),
    [
        (lambda ann: ann.name.full(), "Ann R. Poe Jr"),
        (lambda ann: ann.name.familiar(), "Ann"),
        (lambda ann: ann.familiar(), "Ann"),
        (lambda ann: ann.name.firstlast(), "Ann Poe"),
        (lambda ann: ann.name.lastfirst(), "Poe Jr, Ann R."),
        (lambda ann: ann.identified(), True),
        (lambda ann: ann.salutation(with_name=True), "Ms. Poe"),
        (lambda ann: ann.salutation(with_name_and_punctuation=True), "Ms. Poe:"),
        (lambda ann: ann.subject(), "Ann R. Poe Jr"),
        (lambda ann: ann.does_verb("walk", past=True), "walked"),
        (lambda ann: ann.alternative("gender", female="sister", default="sibling"), "sister"),
        (lambda ann: ann.alternative("gender", male="brother", default="sibling"), "sibling"),
        (lambda ann: ann.attr_name("name"), "thing.name"),
    ],
)
def test_a_person_can_be_spoken_of(call, result):
    assert call(made("Individual", **ANN)) == result


def test_words_for_a_value_that_nobody_thought_of_are_an_error():
    with pytest.raises(ValueError, match="no default"):
        made("Individual", **ANN).alternative("gender", male="brother")


def test_the_user_can_be_spoken_of_in_the_third_person():
    user = made("Individual", "user", **ANN)
    assert (user.pronoun_subjective(), user.subject()) == ("you", "you")
    assert user.pronoun_subjective(third_person=True, capitalize=True) == "She"
    assert user.pronoun_objective(third_person=True) == "her"
    assert user.pronoun_possessive("hat", third_person=True) == "her hat"


def test_a_name_that_is_one_text_is_that_in_every_order():
    user = made("Individual", name__uses_parts=False, name__text="Cher")
    assert {user.name.full(), user.name.familiar(), user.name.firstlast(), user.name.lastfirst()} == {"Cher"}
    assert not made("Individual").identified()


def test_a_missing_part_of_a_name_is_asked_for():
    assert wanted_by(made("Individual", name__first="Ann").name.firstlast) == "thing.name.last"


STREET = {"address": "5 Elm St", "city": "Troy", "state": "NY", "zip": "12180"}


@pytest.mark.parametrize(
    ("kind", "parts", "options", "line"),
    [
        ("Address", STREET, {}, "5 Elm St, Troy, NY 12180"),
        ("Address", {**STREET, "unit": "Apt 2"}, {}, "5 Elm St, Apt 2, Troy, NY 12180"),
        ("Address", {**STREET, "unit": "Apt 2"}, {"include_unit": False}, "5 Elm St, Troy, NY 12180"),
        ("Address", {**STREET, "unit": "2"}, {}, "5 Elm St, Unit 2, Troy, NY 12180"),
        ("Address", {**STREET, "floor": "3"}, {}, "5 Elm St, Floor 3, Troy, NY 12180"),
        ("Address", {**STREET, "country": "US"}, {}, "5 Elm St, Troy, NY 12180"),
        ("Address", {**STREET, "country": "US"}, {"show_country": True}, "5 Elm St, Troy, NY 12180, United States"),
        ("Address", {**STREET, "country": "CA"}, {}, "5 Elm St, Troy, NY 12180, Canada"),
        ("Address", {**STREET, "country": "CA"}, {"show_country": False}, "5 Elm St, Troy, NY 12180"),
        ("City", {"city": "Troy", "state": "NY"}, {}, "Troy, NY"),
    ],
)
def test_an_address_on_one_line(kind, parts, options, line):
    assert made(kind, **parts).on_one_line(**options) == line


def test_an_address_may_come_in_pieces():
    address = made("Address", street_number="5", street="Elm St", city="Troy", state="NY")
    assert address.block() == "5 Elm St [NEWLINE] Troy, NY"
    assert address.state_name() == "New York"
    assert wanted_by(made("Address", "home", city="Troy", state="NY").line_one) == "home.address"
    assert made("Address").formatted_unit() == ""
    assert wanted_by(lambda: made("Address", "home").formatted_unit(require=True)) == "home.unit"


def test_a_browser_is_not_asked_where_it_is():
    place = made("LatitudeLongitude")
    assert (place.status(), place.known, place.gathered) == (False, False, True)


def test_an_organization_says_what_it_handles_and_where():
    firm = made("Organization", handles=["leases"], serves=["Kent"])
    assert firm.will_handle(problem="leases", county="Kent")
    assert not firm.will_handle(problem="wills")
    assert not firm.will_handle(county="Sussex")
    assert made("Organization").will_handle()
    assert not made("Organization").will_handle(problem="anything")


@pytest.mark.parametrize(
    ("call", "result"),
    [
        (lambda a: sorted(a.union([9])), [1, 2, 3, 9]),
        (lambda a: sorted(a.intersection({2, 3, 4})), [2, 3]),
        (lambda a: sorted(a & {1}), [1]),
        (lambda a: sorted(a | {8}), [1, 2, 3, 8]),
        (lambda a: sorted(a.difference([1])), [2, 3]),
        (lambda a: sorted(a.symmetric_difference([1, 4])), [2, 3, 4]),
        (lambda a: a.isdisjoint([7]), True),
        (lambda a: a.issubset([1, 2, 3, 4]), True),
        (lambda a: a.issuperset([1, 5]), False),
        (lambda a: type(a.union([9])), DASet),
        (lambda a: a.number_gathered_as_word(), "three"),
        (lambda a: a.gathered_and_complete(), True),
        (lambda a: a.gathering_started(), True),
        (lambda a: a.number_gathered(if_started=True), 3),
        (lambda a: a.current_index(), 2),
        (lambda a: a.item_name(1), "group[1]"),
        (lambda a: a.as_noun(), "groups"),
        (lambda a: a.as_noun("kid", singular=True, article=True, capitalize=True), "A kid"),
    ],
)
@pytest.mark.parametrize("kind", [DAList, DASet])
def test_what_two_collections_have_in_common(kind, call, result):
    assert call(listed(kind, [3, 1, 2])) == result


def test_a_list_can_be_turned_round():
    group = listed(DAList, ["a", "b"])
    assert group.reverse() is group
    assert group.copy() == ["b", "a"]
    group.set_object_type(DAObject)
    assert isinstance(group.appendObject(), DAObject)
    assert group.as_noun("kid") == "kids"


def test_a_list_gives_some_of_its_items_and_loses_others():
    group = listed(DAList, ["a", "b", "c", "d"])
    assert group.slice(0, 2).copy() == ["a", "c"]
    assert group.slice(lambda item: item > "b").copy() == ["c", "d"]
    group.delitem(0, 2, 9)
    assert group.copy() == ["b", "d"]


def test_a_list_is_filtered_under_another_name():
    group = listed(DAList, [made("Thing", color="red"), made("Thing", color="blue")])
    found = group.filter("blues", color="blue")
    assert (found.instanceName, found.copy()) == ("blues", [group[1]])
    assert group.filter(color="red").instanceName == "group"


def test_a_group_knows_whether_asking_has_begun():
    group = DAList("group")
    assert not group.gathering_started()
    assert group.number_gathered() == 0
    assert wanted_by(lambda: group.number_gathered(if_started=True)) == "group.there_are_any"
    group.there_are_any = True
    assert group.gathering_started()


def test_an_object_is_written_in_a_list_as_its_variable():
    assert str([made("Thing", "hat"), made("Individual", "user")]) == "['hat', 'user']"


def test_a_dictionary_keeps_or_sorts_its_keys():
    given = {"pear": 1, "apple": 2}
    assert list(listed(DADict, given).keys()) == ["apple", "pear"]
    assert list(listed(KINDS["DAOrderedDict"], given).keys()) == ["pear", "apple"]


def test_what_a_dictionary_can_do():
    group = listed(DADict, {"pear": 1, "apple": 2})
    assert group.setdefault("fig", 7) == 7
    assert group.setdefault("fig", 8) == 7
    assert (group.has_key("fig"), group.has_key("plum")) == (True, False)
    assert isinstance(group.item("plum"), DAEmpty)
    assert group.item("pear") == 1
    assert group.slice("pear").copy() == {"pear": 1}
    assert group.slice(lambda value: value > 1).copy() == {"apple": 2, "fig": 7}
    assert group.popitem() == ("fig", 7)
    assert group.item_name("pear") == "group['pear']"
    group.delitem("pear", "plum")
    assert group.copy() == {"apple": 2}


def test_money_that_exists_is_summed():
    assets = made("Asset", gathered=True)
    assets["car"].exists, assets["car"].value = True, Typed("900.50")
    assets["boat"].exists = False
    assert assets.total() == Decimal("900.50")
    assert list(assets.existing_items()) == ["car"]
    assert str(assets) == "900.50"


def test_money_that_comes_again_is_summed_for_a_year_or_less():
    income = made("Income", gathered=True)
    income["job"].exists, income["job"].value, income["job"].period = True, 1000, 12
    assert income.total() == 12000
    assert income.total(12) == 1000
    assert income.total(0) == 0
    assert float(income) == 12000


def test_a_case_knows_who_is_who():
    case = made("Case", "case")
    ann = case.plaintiff.appendObject(name=KINDS["IndividualName"]())
    case.plaintiff.gathered = case.defendant.gathered = True
    assert case.role_of(ann) == "plaintiff"
    assert case.role_of("someone") == "third party"
    assert case.parties() == case.all_known_people() == [ann]
    assert case.firstParty is case.plaintiff


def test_a_link_keeps_apart_what_was_typed():
    link = made("DALink", url="https://example.org", anchor_text=Typed("]( x"))
    assert str(link) == "[]( x](https://example.org)"
    assert [type(piece) for piece in pieces_of(str(link))] == [str, Typed, str]


def test_a_text_made_by_code_has_a_subject():
    letter = made("DATemplate", content="Dear Ann", subject="Hello")
    assert (str(letter), letter.show(), letter.subject_as_html()) == ("Dear Ann", "Dear Ann", "Hello")


def test_an_object_can_be_told_which_variable_holds_it():
    thing = made("Individual", "")
    assert not thing.has_nonrandom_instance_name()
    thing.set_instance_name("client")
    assert (thing.instanceName, thing.name.instanceName) == ("client", "client.name")


def test_lists_add_on_both_sides():
    group = listed(DAList, ["b"])
    before, after = ["a"], ["c"]
    assert [(before + group).elements, (group + after).elements] == [["a", "b"], ["b", "c"]]


def test_an_address_names_its_country():
    assert made("Address", country="DE").country_name() == "Germany"


def test_an_amount_may_be_wanted_for_another_period():
    income = made("PeriodicValue", value=Typed("100"), period=12, exists=True)
    assert (income.amount(), income.amount(period_to_use=12)) == (1200, 100)


@pytest.mark.parametrize(
    ("call", "result"),
    [
        (lambda d: sorted(d.union({"z"})), ["No", "Yes", "z"]),
        (lambda d: list(d.intersection({"Yes"})), ["Yes"]),
        (lambda d: list(d.difference({"Yes"})), ["No"]),
        (lambda d: d.isdisjoint({"Yes"}), False),
        (lambda d: (d.issubset({"Yes", "No", "z"}), d.issuperset({"Yes"})), (True, True)),
        (lambda d: (d.all_true("yes"), d.all_true("yes", insensitive=True)), (False, True)),
        (lambda d: d.all_true(Typed("YES"), exclusive=True, insensitive=True), True),
        (lambda d: (d.any_true("no", insensitive=True), d.any_false("no", insensitive=True)), (False, True)),
        (lambda d: d.all_false("no", "gone", insensitive=True), False),
        (lambda d: (d.hook_on_gather(), d.hook_after_gather(), d.hook_on_remove(1)), (None, None, None)),
    ],
)
def test_a_dictionary_is_compared_by_its_keys(call, result):
    assert call(listed(DADict, {"Yes": True, "No": False})) == result


def test_sorting_waits_for_all_items_unless_it_is_of_those_there_are():
    begun = DAList("begun")
    begun.append("b", "a")
    begun.there_is_another = True
    assert wanted_by(begun.sort) == "begun[2]"
    begun.sort_elements(reverse=True)
    assert begun.elements == ["b", "a"]


@pytest.mark.parametrize(
    ("attributes", "title"),
    [
        ({}, "Ms. Poe:"),
        ({"is_doctor": True}, "Dr. Poe:"),
        ({"is_judge": True, "is_friendly": True}, "Judge Poe,"),
        ({"name__suffix": "PhD"}, "Dr. Poe:"),
        ({"name__suffix": "J"}, "Judge Poe:"),
        ({"salutation_to_use": "Dame", "is_doctor": True}, "Dame Poe:"),
    ],
)
def test_a_title_is_what_is_known_of_the_person(attributes, title):
    assert made("Individual", **{**ANN, **attributes}).salutation(with_name_and_punctuation=True) == title


def test_age_in_months():
    child = made("Individual", birthdate="2024-12-15")
    assert child.age_in_months() == 15
    assert child.age_in_months(as_of="2025-01-15") == 1
    assert round(child.age_in_months(decimals=True), 1) == 15.5


def test_nothing_shows_as_it_is_told_and_adds_nothing():
    assert str(DAEmpty(str="not applicable")) == "not applicable"
    assert (DAEmpty() + "x", 3 + DAEmpty(), DAEmpty() * 2, int(DAEmpty()), float(DAEmpty())) == ("x", 3, 2, 0, 0.0)
    assert "x" not in DAEmpty()
    assert (DAEmpty() < 3, DAEmpty() > 3) == (True, False)


def test_places_are_not_looked_up():
    place = made("Address", address="Via 1", city="Rome")
    assert (place.was_geocoded(), place.geolocated, place.geocode()) == (False, False, False)
    assert (place.was_geocoded(), place.was_geocoded_successfully(), place.get_geocode_response()) == (True, False, [])
    assert (place.geolocated, place.geolocate_success, place.geocode_response) == (True, False, [])
    place.reset_geolocation()
    assert (place.was_geocoded(), place.normalize(), place.location.gathered) == (False, False, False)
    assert wanted_by(made("Address", "home").geocode) == "home.address"
    assert not made("Address").geocode(address="Via 1, Rome")
    assert made("Person", name__text="Firm").name.middle_initial() == ""
