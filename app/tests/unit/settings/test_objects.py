"""Where files are kept: a directory, or a bucket with all that it takes to reach it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from chancery.objects import Bucket
from chancery.settings import Settings
from chancery.settings_objects import read_place
from chancery.settings_reader import Reader, SettingsError

BASE = {
    "CHANCERY_ENVIRONMENT_KIND": "production",
    "CHANCERY_DATABASE_URL": "postgresql+psycopg:///chancery?host=/run/postgresql",
    "CHANCERY_EVALUATOR_SOCKET": "/run/evaluator/evaluator.sock",
    "CHANCERY_BASE_URL": "https://answers.example.org",
}
# The secret of an example in Azure's own documentation is Base64 too; this one is no one's.
SECRET = "bm90IGEgc2VjcmV0"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    return file


@pytest.fixture
def s3(secret: Path) -> dict[str, str]:
    return {
        "CHANCERY_OBJECTS": "s3://chancery-files/production",
        "CHANCERY_OBJECTS_REGION": "eu-central-1",
        "CHANCERY_OBJECTS_ACCOUNT": "keeper",
        "CHANCERY_OBJECTS_SECRET_FILE": str(secret),
    }


@pytest.fixture
def azure(secret: Path) -> dict[str, str]:
    return {
        "CHANCERY_OBJECTS": "azure://files/production/a",
        "CHANCERY_OBJECTS_ENDPOINT": "https://keeper.blob.core.windows.net/",
        "CHANCERY_OBJECTS_ACCOUNT": "keeper",
        "CHANCERY_OBJECTS_SECRET_FILE": str(secret),
    }


def read(values: dict[str, str]) -> Settings:
    return Settings.from_environment(BASE | values)


def test_a_bucket(s3):
    place = read(s3).objects
    assert place == Bucket("s3", "chancery-files", "production", "", "eu-central-1", "keeper", SECRET)
    assert SECRET not in repr(place)


def test_a_bucket_of_another_service(s3):
    place = read({**s3, "CHANCERY_OBJECTS_ENDPOINT": "https://s3.example.org"}).objects
    assert isinstance(place, Bucket)
    assert place.endpoint == "https://s3.example.org"


def test_a_container(azure):
    endpoint = "https://keeper.blob.core.windows.net"
    assert read(azure).objects == Bucket("azure", "files", "production/a", endpoint, "", "keeper", SECRET)


def test_the_store_to_copy_to_has_variables_of_its_own(s3):
    renamed = {name.replace("OBJECTS", "TARGET_OBJECTS"): value for name, value in s3.items()}
    assert read_place(Reader(renamed), "TARGET_OBJECTS") == read(s3).objects
    with pytest.raises(SettingsError, match=r"^CHANCERY_TARGET_OBJECTS is not set"):
        read_place(Reader(s3), "TARGET_OBJECTS")


@pytest.mark.parametrize("kind", ["s3", "azure"])
@pytest.mark.parametrize("part", ["REGION", "ENDPOINT", "ACCOUNT", "SECRET_FILE"])
def test_a_missing_part_is_named(request, kind, part):
    values = dict(request.getfixturevalue(kind))
    if values.pop(f"CHANCERY_OBJECTS_{part}", None) is None:
        assert read(values).objects
        return
    with pytest.raises(SettingsError, match=rf"^CHANCERY_OBJECTS_{part} is not set.* Set it to .+\.$"):
        read(values)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("", "s3://chancery-files"),
        ("", "s3://chancery-files/"),
        ("", "s3://Chancery/production"),
        ("", "s3://x/production"),
        ("", "s3://chancery-files/../other"),
        ("", "gs://chancery-files/production"),
        ("", "file:///srv/objects"),
        ("_ENDPOINT", "s3.example.org"),
        ("_ENDPOINT", "http://s3.example.org"),
        ("_ENDPOINT", "https://me:word@s3.example.org"),
        ("_SECRET_FILE", "secret"),
        ("_SECRET_FILE", "/nowhere/secret"),
        ("_SECRET_FILE", "/dev/null"),
    ],
)
def test_a_wrong_part_is_named_and_not_repeated(s3, part, value):
    with pytest.raises(SettingsError, match=rf"^CHANCERY_OBJECTS{part} cannot be used: ") as caught:
        read({**s3, f"CHANCERY_OBJECTS{part}": value})
    assert "word" not in str(caught.value)


@pytest.mark.parametrize("content", ["two\nlines", "nötig", "not Base64"])
def test_a_secret_that_cannot_be_one(azure, secret, content):
    secret.write_text(content)
    with pytest.raises(SettingsError, match=r"^CHANCERY_OBJECTS_SECRET_FILE cannot be used: ") as caught:
        read(azure)
    assert content not in str(caught.value)


def test_kits_are_loaded_where_they_are_used_alone(tmp_path):
    """With a directory neither Amazon's nor Azure's kit takes memory."""
    program = (
        "import sys; from pathlib import Path; import chancery.cli, chancery.sessions\n"
        "from chancery.objects import open_store\n"
        "open_store(Path(sys.argv[1])).probe(); sys.exit(len({'boto3', 'botocore', 'azure'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path / "objects")], check=False).returncode == 0
