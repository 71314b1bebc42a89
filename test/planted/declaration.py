"""Faults in lib/declaration."""

from finders import Simulation
from planting import Change, Fault

FAULTS = [
    Fault("a_period_is_ten_times_as_long", [Change(
        '  spec.period = reader.time("period", spec.period);',
        '  spec.period = reader.time("period", spec.period);\n'
        "  if (PLANTED) spec.period *= 10;")],
        Simulation("bank", ("--faults", "12", "--calm", "11s"))),
]
