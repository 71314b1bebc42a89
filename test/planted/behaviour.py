"""Faults in lib/behaviour."""

from finders import Suite
from planting import Fault, statement

FAULTS = [
    Fault("a_breaker_takes_what_an_earlier_call_tells", [statement(
        "  if (outcome.round != round_) return;", "")],
        Suite("any_order:*/a_breaker_that_has_opened_is_not_closed_by_an_earlier_call")),
    Fault("a_group_does_not_wait_for_its_tasks", [statement(
        "  while (!set.running.empty()) set.own.park_for(wake_by::answer);", "")],
        Suite("any_order:*/no_task_lives_longer_than_its_group")),
]
