"""The resolution engine: what is asked, in which order, and what is forgotten again."""

import pytest

from chancery.language import AuthorError

END = "---\nmandatory: True\nquestion: End\nsubquestion: |\n  "


def ask(variable: str, title: str = "", more: str = "") -> str:
    return f"---\n{more}question: {title or 'What is ' + variable}\nfields:\n  - {variable}: {variable}\n"


def test_a_question_is_asked_because_its_variable_is_missing(talk):
    person = talk(ask("fruit") + END + "You like ${ fruit }.")
    assert person.title == "What is fruit"
    assert person.answer(fruit="plums").text == "End You like plums."


def test_what_a_question_needs_is_asked_before_it(talk):
    person = talk(ask("b", "B of ${ a }?") + ask("a") + END + "${ b }")
    assert person.title == "What is a"
    assert person.answer(a="1").title == "B of 1?"


def test_the_later_of_two_blocks_wins(talk):
    assert talk(ask("a", "first") + ask("a", "second") + END + "${ a }").title == "second"


def test_a_block_with_a_condition_is_passed_over(talk):
    source = ask("a", "first") + ask("a", "second", "if: b == 'x'\n") + ask("b") + END + "${ a }"
    assert talk(source).answer(b="x").title == "second"
    assert talk(source).answer(b="y").title == "first"


def test_every_condition_of_a_list_must_hold(talk):
    source = ask("a", "first") + ask("a", "second", "if:\n  - 1 < 2\n  - 2 < 1\n") + END + "${ a }"
    assert talk(source).title == "first"


def test_supersedes_and_order_change_who_wins(talk):
    one, two = ask("a", "one", "id: one\n"), ask("a", "two", "id: two\n")
    assert talk(one + two + END + "${ a }").title == "two"
    assert talk(ask("a", "one", "id: one\nsupersedes: two\n") + two + END + "${ a }").title == "one"
    assert talk("order:\n  - one\n  - two\n" + one + two + END + "${ a }").title == "one"


def test_the_session_language_wins_over_any(talk):
    source = (
        ask("a", "anglais", "language: en\n") + ask("a", "any") + ask("a", "autre", "language: fr\n") + END + "${ a }"
    )
    assert talk(source).title == "anglais"
    assert talk("default language: fr\n" + source).title == "autre"


def test_code_defines_without_asking(talk):
    assert talk("code: |\n  a = b + 1\n---\ncode: |\n  b = 1\n" + END + "${ a }").text == "End 2"


def test_code_that_does_not_define_after_all_is_passed_over(talk):
    source = ask("a", "asked") + "---\ncode: |\n  if False:\n    a = 1\n" + END + "${ a }"
    assert talk(source).title == "asked"


def test_code_continues_where_it_needs_answers(talk):
    source = (
        "code: |\n  if one == 'x':\n    a = two\n  else:\n    a = 'none'\n" + ask("one") + ask("two") + END + "${ a }"
    )
    assert talk(source).answer(one="x").title == "What is two"
    assert talk(source).answer(one="y").text == "End none"


@pytest.mark.parametrize(
    "target", ["a", "a, z = 1, 2\n  z", "[z, (a, y)] = 1, (2, 3)\n  z", "for a in [1]:\n    pass\n  z"]
)
def test_assignments_are_found_without_running(talk, target: str):
    code = target if "=" in target or "for" in target else f"{target} = 1\n  z"
    assert talk(f"code: |\n  {code} = 1\n" + END + "${ a is not None }").text == "End True"


def test_names_that_define_writes_are_found(talk):
    assert talk("code: |\n  define('a', 5)\n" + END + "${ a }").text == "End 5"


def test_items_and_attributes_are_assigned_to_what_exists(talk):
    source = "code: |\n  a = {}\n---\ncode: |\n  a['x'] = 1\n  b = True\n" + END + "${ b } ${ a['x'] }"
    assert talk(source).text == "End True 1"


def test_only_sets_and_scan_for_variables_limit_what_code_is_run_for(talk):
    source = ask("a", "asked") + "---\nonly sets: b\ncode: |\n  a = 1\n  b = 1\n" + END + "${ a }"
    assert talk(source).title == "asked"
    source = ask("a", "asked") + "---\nscan for variables: False\ncode: |\n  a = 1\n" + END + "${ a }"
    assert talk(source).title == "asked"


def test_initial_blocks_run_for_every_screen(talk):
    source = (
        "initial: True\ncode: |\n  count = count + 1\n---\ncode: |\n  count = 0\n"
        + ask("a")
        + END
        + "${ a } ${ count }"
    )
    assert talk(source).answer(a="x").text == "End x 2"


def test_mandatory_blocks_run_once_in_order(talk):
    source = (
        "mandatory: True\ncode: |\n  n = 1\n---\nmandatory: True\nquestion: First\nfield: seen\n"
        "---\nmandatory: True\ncode: |\n  n += 1\n" + END + "${ n }"
    )
    person = talk(source)
    assert person.title == "First"
    assert person.press("Continue").text == "End 2"
    assert person.again().text == "End 2"


def test_a_mandatory_expression_decides_each_time(talk):
    source = "mandatory: kind == 'x'\nquestion: Only for x\nfield: seen\n" + ask("kind") + END + "bye"
    assert talk(source).answer(kind="x").title == "Only for x"
    assert talk(source).answer(kind="y").title == "End"


def test_need_asks_before_the_question_does(talk):
    source = "mandatory: True\nneed:\n  - b\n  - a\nquestion: End ${ a }\n" + ask("a") + ask("b")
    assert talk(source).title == "What is b"


def test_reconsider_computes_anew_for_every_screen(talk):
    source = (
        "reconsider: True\ncode: |\n  double = n[0] * 2\n---\ncode: |\n  n = [1]\n"
        "---\nquestion: It is ${ double }\nfield: seen\nbuttons:\n  - Go: go\n"
        "---\nmandatory: True\ncode: |\n  seen\n  n[0] = 5\n" + END + "${ double }"
    )
    person = talk(source)
    assert person.title == "It is 2"
    assert person.press("Go").text == "End 10"


def test_reconsider_of_a_question_asks_again(talk):
    source = (
        "reconsider:\n  - total\nquestion: Total ${ total }\nfield: seen\n"
        "---\ncode: |\n  total = len(seen_before) * 10\n"
        "---\nmandatory: True\ncode: |\n  seen_before = []\n---\nmandatory: True\ncode: |\n  total\n"
        "  seen_before.append(1)\n  seen\n" + END + "x"
    )
    assert talk(source).title == "Total 10"


def test_depends_on_forgets_and_offers_the_old_answer(talk):
    source = (
        ask("a", "Animal") + "---\ndepends on: a\nquestion: Name of the ${ a }\nfields:\n  - name: name\n"
        "---\nmandatory: True\ncode: |\n  name\n  if again:\n    again = False\n    force_ask('a')\n"
        "---\ncode: |\n  again = True\n" + END + "${ name }"
    )
    person = talk(source).answer(a="cat")
    assert person.answer(name="Tom").title == "Animal"
    assert person.answer(a="dog").title == "Name of the dog"
    assert person.field("name").default == "Tom"


def test_on_change_runs_when_an_answer_changes(talk):
    source = (
        "on change:\n  a: |\n    log = log + [a]\n" + ask("a") + "---\nmandatory: True\ncode: |\n  log = []\n---\n"
        "mandatory: True\ncode: |\n  a\n  if again:\n    again = False\n    force_ask('a')\n"
        "---\ncode: |\n  again = True\n" + END + "${ len(log) }"
    )
    person = talk(source).answer(a="1")
    assert person.answer(a="2").text == "End 1"


def test_force_ask_asks_in_order_though_defined(talk):
    source = (
        ask("a")
        + ask("b")
        + "---\nmandatory: True\ncode: |\n  a = 'old'\n  done = False\n---\nmandatory: True\ncode: |\n"
        "  if not done:\n    done = True\n    force_ask('a', 'b')\n" + END + "${ a } ${ b }"
    )
    person = talk(source)
    assert (person.title, person.field("a").default) == ("What is a", "old")
    assert person.answer(a="new").title == "What is b"
    assert person.answer(b="x").text == "End new x"


def test_force_gather_asks_only_what_is_missing(talk):
    source = (
        ask("a") + ask("b") + "---\nmandatory: True\ncode: |\n  a = 'here'\n---\nmandatory: True\ncode: |\n"
        "  if not defined('b'):\n    force_gather('a', 'b')\n" + END + "${ a }${ b }"
    )
    assert talk(source).title == "What is b"


def test_defined_value_showifdef_define_and_undefine(talk):
    source = (
        "mandatory: True\ncode: |\n  define('a', 1)\n  one = defined('a')\n  two = value('a')\n  undefine('a')\n"
        "  three = defined('a')\n  four = showifdef('a', 'no')\n  five = value('b')\n---\ncode: |\n  b = 9\n"
        + END + "${ one } ${ two } ${ three } ${ four } ${ five }"
    )  # fmt: skip
    assert talk(source).text == "End True 1 False no 9"


def test_forget_result_of_lets_a_mandatory_block_run_again(talk):
    source = (
        "id: count\nmandatory: True\ncode: |\n  n = showifdef('n', 0) + 1\n---\nmandatory: True\ncode: |\n"
        "  if n < 3:\n    forget_result_of('count')\n    re_run_logic()\n" + END + "${ n }"
    )
    assert talk(source).text == "End 3"


def test_an_event_ends_the_interview(talk):
    assert talk("event: done\nquestion: Done\n---\nmandatory: True\ncode: |\n  done\n").title == "Done"


def test_dispatch_runs_what_the_menu_names(talk):
    source = (
        "mandatory: True\ncode: |\n  dispatch('menu')\n---\nquestion: Menu ${ count }\nfield: menu\nbuttons:\n"
        "  - Add: add\n  - Stop: None\n---\ncode: |\n  count += 1\n  add = True\n---\ncode: |\n  count = 0\n"
        + END + "${ count }"
    )  # fmt: skip
    person = talk(source).press("Add")
    assert person.title == "Menu 1"
    assert person.press("Add").press("Stop").text == "End 2"


def test_a_message_is_a_screen_of_its_own(talk):
    person = talk("mandatory: True\ncode: |\n  message('Stop', 'It *ends* here.')\n")
    assert person.text == "Stop It ends here."
    assert [choice.command for choice in person.result.screen.form.fields[0].choices] == ["restart", "exit"]


def test_included_files_come_before_what_includes_them(talk):
    source = "include: other.yml\n" + ask("a", "mine") + END + "${ a } ${ b }"
    person = talk(source, other=ask("a", "theirs") + ask("b", "only theirs"))
    assert person.title == "mine"
    assert person.answer(a="1").title == "only theirs"


# -- interviews that are wrong -----------------------------------------------------------------------------------


def failure(talk, source: str) -> AuthorError:
    with pytest.raises(AuthorError) as caught:
        talk(source)
    return caught.value


def test_a_variable_that_nobody_defines_is_named(talk):
    error = failure(talk, ask("favourite") + END + "${ favorite }")
    assert "“favorite”" in error.message
    assert error.fix == "Did you mean “favourite”?"
    assert (error.line, error.file) == (9, "pkg:data/questions/test.yml")
    assert "question: End" in error.block


@pytest.mark.parametrize(
    "need", ["need:\n  post: b\n", "need:\n  - c\n  - post:\n    - b\n", "need:\n  pre: c\n  post: b\n"]
)
def test_need_can_ask_after_all_else_that_the_question_says(talk, need: str):
    source = need + "question: End ${ c } ${ a }\nmandatory: True\n" + ask("a") + ask("b") + ask("c")
    person = talk(source)
    assert person.title == "What is c"
    assert person.answer(c="x").title == "What is a"
    assert person.answer(a="y").title == "What is b"
    assert person.answer(b="z").title == "End x y"


def test_what_a_block_depends_on_is_asked_before_it(talk):
    person = talk(ask("b", more="depends on: a\n") + ask("a") + END + "${ b }")
    assert person.title == "What is a"
    assert person.answer(a="1").title == "What is b"


def test_two_questions_that_need_each_other_are_named(talk):
    error = failure(talk, ask("a", "A of ${ b }") + ask("b", "B of ${ a }") + END + "${ a }")
    assert "infinite loop" in error.message
    assert "A of" in error.message
    assert "B of" in error.message


def test_code_that_undoes_its_own_condition_is_an_endless_loop(talk):
    error = failure(talk, "mandatory: True\ncode: |\n  re_run_logic()\n" + END + "x")
    assert "infinite loop" in error.message
    assert "re_run_logic" in error.message


def test_a_long_chain_of_code_is_no_loop(talk):
    chain = "".join(f"---\ncode: |\n  v{n} = v{n + 1} + 1\n" for n in range(250))
    assert talk(chain + "---\ncode: |\n  v250 = 0\n" + END + "${ v0 }").text == "End 250"


def test_a_block_that_needs_what_it_defines_is_passed_over(talk):
    assert talk("code: |\n  a = 1\n---\ncode: |\n  if a:\n    a = 2\n" + END + "${ a }").text == "End 1"


def test_an_error_in_code_has_its_line_but_not_the_answer(talk):
    person = talk(ask("a") + "---\ncode: |\n  x = 1\n  b = int(a)\n" + END + "${ b }")
    with pytest.raises(AuthorError) as caught:
        person.answer(a="secret answer")
    assert (caught.value.line, caught.value.file) == (8, "pkg:data/questions/test.yml")
    assert "ValueError" in caught.value.message
    assert "secret" not in str(caught.value)


def test_an_interview_without_an_end_says_so(talk):
    error = failure(talk, "mandatory: True\ncode: |\n  a = 1\n")
    assert "mandatory: True" in error.fix


def test_a_missing_include_is_named(talk):
    error = failure(talk, "include: nowhere.yml\n" + END + "x")
    assert "pkg:data/questions/nowhere.yml" in error.message
    assert error.line == 1


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../../etc/passwd", "other:../../x.yml"])
def test_an_include_cannot_leave_the_library(talk, path: str):
    assert "does not exist" in failure(talk, f"include: {path}\n" + END + "x").message


def test_a_block_that_does_nothing_fails_only_when_it_is_wanted(talk):
    source = "event: thing\n" + END
    assert talk(source + "fine").text == "End fine"
    error = failure(talk, source + "${ thing }")
    assert "nothing to do" in error.message
    assert error.line == 1


def test_code_of_an_event_is_not_run_for_what_it_assigns(talk):
    assert talk("code: |\n  a = 1\n---\nevent: later\ncode: |\n  a = 2\n" + END + "${ a }").text == "End 1"


def test_an_error_about_a_key_that_was_typed_does_not_repeat_it(talk):
    person = talk("objects:\n  - price: DADict\n" + ask("name") + END + "${ price[name] }")
    with pytest.raises(AuthorError) as caught:
        person.answer(name="secret")
    assert "price['…']" in caught.value.message
    assert "secret" not in str(caught.value)


def test_want_of_memory_is_not_said_to_be_the_authors_mistake(talk):
    with pytest.raises(MemoryError):
        talk("mandatory: True\ncode: |\n  a = 'x' * (2 ** 62)\n")


def test_looking_for_an_item_makes_none(talk):
    source = """
objects:
  - group: DAList.using(object_type=Thing, auto_gather=False)
  - named: DADict.using(object_type=Thing, gathered=True)
---
mandatory: True
code: |
  [group, named]
  found = [defined("group[2]"), defined("group[0].name.text"), defined("named['a']"), defined("named['a'].name.text")]
  shown = showifdef("named['b']", "none")
  count = [len(group.elements), len(named.elements)]
---
mandatory: True
question: ${ found } ${ shown } ${ count }
"""
    assert talk(source).title == "[False, False, False, False] none [0, 0]"


def test_what_is_reset_is_found_anew_for_every_screen(talk):
    source = (
        "reset:\n  - total\n---\ncode: |\n  total = a * 2\n---\ncode: |\n  kept = total\n---\n" + ask("a") + ask("b")
        + "---\nmandatory: True\ncode: |\n  kept\n  b\n  set_variables({'a': 5})\n" + END + "${ kept } ${ total }"
    )  # fmt: skip
    source = source.replace("- a: a\n", "- a: a\n    datatype: integer\n")
    person = talk(source).answer(a="1").answer(b="x")
    assert person.again().text == "End 2 10"


def test_only_names_of_variables_can_be_reset(talk):
    with pytest.raises(AuthorError, match="not the name of a variable"):
        talk("reset:\n  - a + b\n" + END + "x")


FALLBACK = """
question: Interested?
yesno: go
---
id: style
question: Which is true?
choices:
  - I am old-fashioned:
      question: My darling?
      yesno: go
  - I am not: continue
---
question: Again?
fields:
  - Again: again
"""


def test_a_question_that_is_passed_over_leaves_the_variable_to_another(talk):
    source = FALLBACK + END + "${ go } ${ again }"
    person = talk(source).post({"field_0": ["choice_1"]})
    assert person.title == "Interested?"
    assert person.press("Yes").title == "Again?"
    assert talk(source).post({"field_0": ["choice_0"]}).title == "My darling?"


def test_a_question_that_was_passed_over_is_asked_again_when_it_is_forgotten(talk):
    code = "---\nevent: anew\ncode: |\n  undefine('go')\n  forget_result_of('style')\n"
    person = talk(FALLBACK + code + END + "${ go } [anew](${ url_action('anew') })").post({"field_0": ["choice_1"]})
    assert person.press("No").text == "End False anew"
    assert person.follow("anew").title == "Which is true?"


PEOPLE = """
objects:
  - people: DAList.using(object_type=Individual, there_are_any=True, complete_attribute='complete')
---
question: Name ${ i }
fields:
  - Name: people[i].name.first
---
question: Pay of ${ people[i] }
fields:
  - Pay: people[i].pay
    datatype: integer
depends on: people[i].often
---
question: How often ${ people[i] }
fields:
  - Often: people[i].often
    datatype: integer
---
code: |
  people[i].yearly = people[i].pay * people[i].often
depends on:
  - people[i].often
  - people[i].pay
---
code: |
  people[i].name.first
  people[i].yearly
  people[i].complete = True
---
question: Another?
yesno: people.there_is_another
"""


def test_what_depends_on_an_attribute_of_an_item_is_forgotten_for_that_item_alone(talk):
    link = "[change](${ url_action('people[1].often') })"
    person = talk(PEOPLE + END + "${ [one.yearly for one in people] } " + link)
    for name, pay in (("Ann", "10"), ("Bob", "20")):
        person.post({"field_0": [name]}).post({"field_0": ["2"]}).post({"field_0": [pay]})
        assert person.title == "Another?"
        person.press("Yes" if name == "Ann" else "No")
    assert person.text == "End [20, 40] change"
    assert person.follow("change").title == "How often Bob"
    assert person.post({"field_0": ["12"]}).title == "Pay of Bob"
    assert person.field("people[1].pay").default == "20"
    assert person.post({"field_0": ["30"]}).text == "End [20, 360] change"


GENERIC = """
objects:
  - cat: Thing
  - dog: Thing
---
generic object: Thing
code: |
  x.feet = x.legs
depends on: x.legs
---
generic object: Thing
question: Legs of ${ x.object_name() }
fields:
  - Legs: x.legs
    datatype: integer
"""


def test_what_depends_on_an_attribute_of_any_object_is_forgotten_for_that_object(talk):
    person = talk(GENERIC + END + "${ cat.feet } ${ dog.feet } [change](${ url_action('dog.legs') })")
    person.post({"field_0": ["3"]}).post({"field_0": ["4"]})
    assert person.text == "End 3 4 change"
    assert person.follow("change").post({"field_0": ["5"]}).text == "End 3 5 change"


def test_what_code_changes_is_settled_too(talk):
    source = (
        ask("a")
        + "---\ncode: |\n  b = a + '!'\ndepends on: a\n---\ncode: |\n  c = b + '?'\ndepends on: b\n"
        + "---\nevent: louder\ncode: |\n  a = a.upper()\n"
        + END
        + "${ c } [louder](${ url_action('louder') })"
    )
    person = talk(source).answer(a="hey")
    assert person.text == "End hey!? louder"
    assert person.follow("louder").text == "End HEY!? louder"


def test_code_that_changes_a_variable_and_then_misses_another_is_settled(talk):
    source = (
        "code: |\n  b = a + 1\ndepends on: a\n---\ncode: |\n  a = 1\n"
        + ask("more")
        + "---\nevent: go\ncode: |\n  a = 5\n  more\n"
        + END
        + "${ b } [go](${ url_action('go') })"
    )
    person = talk(source)
    assert person.text == "End 2 go"
    assert person.follow("go").title == "What is more"
    assert person.answer(more="x").text == "End 6 go"


def test_what_a_dictionary_lacks_is_wanted_before_it_is_deleted(talk):
    source = """
objects:
  - done: DADict
---
mandatory: True
code: |
  while goes_on:
    del done['quiz']
    del goes_on
---
question: On?
yesno: goes_on
---
question: Quiz
field: done['quiz']
"""
    person = talk(source + END)
    assert person.press("Yes").title == "Quiz"
    assert person.press("Continue").title == "On?"
    assert person.press("No").title == "End"


def test_fields_may_be_a_mapping_of_labels_and_variables(talk):
    source = "question: Q\nfields:\n  ? |\n    Where were\n    you born?\n  : place\n  Last words: said\n" + END
    person = talk(source + "${ place } ${ said }")
    assert [field.label for field in person.result.screen.form.fields] == ["Where were\nyou born?", "Last words"]
    assert person.answer(place="Ulm", said="Oh").text == "End Ulm Oh"


def test_a_mapping_with_an_option_is_one_field(talk):
    with pytest.raises(AuthorError, match="two labels"):
        talk("mandatory: True\nquestion: Q\nfields:\n  A: a\n  B: b\n  datatype: integer\n")
