"""Faults in lib/runtime."""

from finders import Suite
from planting import Change, Fault, statement

FAULTS = [
    Fault("a_worker_with_post_looks_quiet", [statement(
        "    if (!worker->box().empty() || worker->bell().has_news()) return false;", "")],
        Suite("any_order:*/all_has_happened_when_all_is_settled")),
    Fault("a_blocking_function_looks_quiet", [statement(
        "  if (blocking_->pending() > 0) return false;", "")],
        Suite("any_order:*/a_blocking_function_has_ended_when_all_is_settled")),
    Fault("a_worker_that_has_worked_meanwhile_looks_quiet", [statement(
        "    if (workers_[i]->idle_epoch() != epochs[i]) return false;", "")],
        Suite("any_order:*/all_has_happened_when_all_is_settled"),
        unseen="within the look at all workers there is no choice point"),
    Fault("a_worker_that_falls_asleep_is_not_woken", [
        Change("  parcel* head = head_.load(std::memory_order_relaxed);\n  do {",
               "  const bool sleeps = owner_.load() != owner::awake;\n"
               "  parcel* head = head_.load(std::memory_order_relaxed);\n"
               "  do {"),
        Change("  if (head == nullptr && owner_.load(std::memory_order_seq_cst) != owner::awake) "
               "ring();",
               "  const bool asleep = PLANTED ? sleeps : owner_.load() != owner::awake;\n"
               "  if (head == nullptr && asleep) ring();")],
        Suite("any_order:*/all_has_happened_when_all_is_settled"),
        unseen="between the last look into an inbox and the sleep there is no choice point"),
]
