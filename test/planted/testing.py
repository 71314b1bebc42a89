"""Faults in lib/testing."""

from finders import Simulation
from planting import Fault, statement

FAULTS = [
    Fault("a_synced_rename_is_lost_with_the_power", [statement(
        "    if (is_in(each, folder)) apply(each, kept_);",
        "    if (is_in(each, folder) && each.from.empty()) apply(each, kept_);")],
        Simulation("bank")),
]
