"""Faults in lib/application."""

from finders import Simulation
from planting import Change, Fault

FAULTS = [
    Fault("a_declared_delay_is_forgotten", [Change(
        "          .spawn = std::move(spawn),\n          .restart_delay = entry.restart_delay};",
        "          .spawn = std::move(spawn),\n"
        "          .restart_delay = PLANTED ? std::nullopt : entry.restart_delay};")],
        Simulation("till", ("--faults", "20", "--kinds", "kill", "--calm", "5s"))),
]
