"""What listing interviews needs in memory, and what running one does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[3] / "interviews"
LOOK = """
import json, sys
from pathlib import Path
from chancery.evaluator.catalogue import LibraryCatalogue
from chancery.evaluator import server
catalogue = LibraryCatalogue([Path(sys.argv[1])], 1)
name = catalogue.names()[0]
catalogue.version(name)
before = "chancery.language.engine" in sys.modules
catalogue.load(name)
print(json.dumps([before, "chancery.language.engine" in sys.modules]))
"""


def test_the_engine_is_imported_with_the_first_interview_that_is_loaded():
    done = subprocess.run([sys.executable, "-c", LOOK, EXAMPLES], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [False, True]


def test_a_name_that_the_language_does_not_have_is_refused():
    with pytest.raises(ImportError):
        from chancery.language import nothing_of_the_kind  # noqa: F401  it is the import that fails
