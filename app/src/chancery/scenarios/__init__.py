"""`chancery test`: replay what people do in an interview, told in plain sentences, against the whole application."""

from .files import BadScenarios, Scenario, package_of, read_scenarios
from .replay import Outcome, replay
from .steps import SENTENCES

__all__ = ["SENTENCES", "BadScenarios", "Outcome", "Scenario", "package_of", "read_scenarios", "replay"]
