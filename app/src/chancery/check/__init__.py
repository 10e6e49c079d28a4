"""`chancery check`: load interviews as the evaluator would, and tell their authors what is wrong and how to mend it."""

from .faults import Fault
from .targets import Checked, NothingToCheck, check_interviews

__all__ = ["Checked", "Fault", "NothingToCheck", "check_interviews"]
