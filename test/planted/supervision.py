"""Faults in lib/supervision."""

from finders import Certificate, Suite
from planting import Change, Fault, expression, statement

FAULTS = [
    Fault("a_child_is_watched_after_its_start", [Change(
        "    children_.runs(child, started.value(),\n"
        "                   started.monitor() ? started.monitor() : monitor(started.value()));",
        "    if (PLANTED && started.monitor()) demonitor(started.monitor(), true);\n"
        "    const bool is_watched = started.monitor() && !PLANTED;\n"
        "    children_.runs(child, started.value(),\n"
        "                   is_watched ? started.monitor() : monitor(started.value()));")],
        Suite("any_order:*/a_transient_child_that_ends_at_once_stays_away")),
    Fault("children_that_have_just_ended_are_not_waited_for", [expression(
        "each.running() ? 1 : 0", "is_alive(each.actor) ? 1 : 0")],
        Suite("any_order:*/a_dynamic_supervisor_ends_after_its_children")),
    Fault("a_restart_meets_orphans", [statement(
        "  wait_for_orphans_of(child->last, true);", "")],
        Suite("any_order:*/a_killed_supervisor_comes_again_when_its_children_are_gone")),
    Fault("a_terminated_child_is_tried_again", [Change(
        "  children_.ended(child);\n}\n\n// Waits for",
        "  if (!PLANTED || child->running()) children_.ended(child);\n}\n\n// Waits for")],
        Certificate()),
    Fault("a_retry_begins_at_the_first", [Change(
        "try_again_later(failed->child, failed->reason);",
        "try_again_later(PLANTED ? children_.begin() : failed->child, failed->reason);")],
        Certificate()),
    Fault("a_stranger_is_a_child_that_has_ended", [Change(
        "} else if (is_alive(actor)) {", "} else if (!PLANTED && is_alive(actor)) {")],
        Certificate()),
    Fault("a_restarting_child_may_be_deleted", [Change(
        "  if (child->restarting) return {supervisor_error::restarting};\n"
        "  children_.remove(child);",
        "  if (child->restarting && !PLANTED) return {supervisor_error::restarting};\n"
        "  children_.remove(child);")],
        Certificate()),
]
