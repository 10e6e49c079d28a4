"""Short names of interviews in the settings."""

import pytest

from chancery.settings import Settings
from chancery.settings_reader import SettingsError

BASE = {
    "CHANCERY_ENVIRONMENT_KIND": "production",
    "CHANCERY_DATABASE_URL": "postgresql+psycopg:///chancery?host=/run/postgresql",
    "CHANCERY_OBJECTS": "/srv/objects",
    "CHANCERY_EVALUATOR_SOCKET": "/run/evaluator/evaluator.sock",
    "CHANCERY_BASE_URL": "https://answers.example.org",
}
EVICTION = "docassemble.housing:data/questions/eviction.yml"
DEEP = "a.b:data/questions/city/x-y.yml"


@pytest.mark.parametrize("between", [",", " ", ", ", "\n"])
def test_names_of_interviews(between):
    said = f"eviction={EVICTION}{between}deep_1={DEEP}"
    assert Settings.from_environment({**BASE, "CHANCERY_DISPATCH": said}).dispatch == {
        "eviction": EVICTION,
        "deep_1": DEEP,
    }


def test_there_are_none_by_default():
    assert Settings.from_environment(BASE).dispatch == {}


@pytest.mark.parametrize(
    "said", ["eviction", f"={EVICTION}", "eviction=", "eviction=x.yml", f"a/b={EVICTION}", f"a b={EVICTION}"]
)
def test_what_is_no_pair_is_said(said):
    with pytest.raises(SettingsError, match="CHANCERY_DISPATCH cannot be used: set it to pairs of a short name"):
        Settings.from_environment({**BASE, "CHANCERY_DISPATCH": said})


def test_a_name_that_is_given_twice():
    with pytest.raises(SettingsError, match="it has a twice"):
        Settings.from_environment({**BASE, "CHANCERY_DISPATCH": f"a={EVICTION},a={DEEP}"})
