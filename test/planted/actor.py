"""Faults in lib/actor."""

from finders import Suite
from planting import Change, Fault, expression, statement

FAULTS = [
    Fault("two_get_one_name", [Change(
        "  const std::lock_guard lock(guard_);\n"
        "  const auto found = by_name_.find(name);\n"
        "  if (found != by_name_.end() && (found->second.pool || lives(found->second.actor))) {",
        "  const bool is_taken = PLANTED && find(name);\n"
        "  const std::lock_guard lock(guard_);\n"
        "  const auto found = by_name_.find(name);\n"
        "  if (PLANTED ? is_taken\n"
        "              : found != by_name_.end() &&\n"
        "                    (found->second.pool || lives(found->second.actor))) {")],
        Suite("any_order:*/a_name_goes_to_one_of_two")),
    Fault("a_name_passes_who_waits_for_it", [Change(
        "  const std::lock_guard lock(guard_);\n"
        "  const auto found = by_name_.find(name);\n"
        "  if (found != by_name_.end() && lives(found->second.actor)) "
        "return found->second.actor;\n"
        "  std::vector<waiter>& waiting",
        "  if (PLANTED) {\n"
        "    if (const pid there = find(name)) return there;\n"
        "  }\n"
        "  const std::lock_guard lock(guard_);\n"
        "  const auto found = by_name_.find(name);\n"
        "  if (!PLANTED && found != by_name_.end() && lives(found->second.actor)) {\n"
        "    return found->second.actor;\n"
        "  }\n"
        "  std::vector<waiter>& waiting")],
        Suite("any_order:*/who_waits_for_a_name_gets_it")),
    Fault("an_end_is_told_before_it_has_come", [
        Change("  leave_orphans(reason);\n  end_children();",
               "  leave_orphans(reason);\n"
               "  end_children();\n"
               "  if (PLANTED) relations_.tell_of_end(id_, reason);"),
        statement("  relations_.tell_of_end(id_, reason);", "")],
        Suite("any_order:*/a_name_is_free_when_the_end_is_told")),
    Fault("an_end_is_told_before_on_exit", [
        Change("  if (seldom_ != nullptr && seldom_->on_exit) {",
               "  if (seldom_ != nullptr && seldom_->on_exit && !PLANTED) {"),
        Change("  if (const std::size_t unread = mailbox_.size(); unread != 0) {",
               "  if (PLANTED && seldom_ != nullptr && seldom_->on_exit) {\n"
               "    seldom_->on_exit(id_, reason);\n"
               "  }\n"
               "  if (const std::size_t unread = mailbox_.size(); unread != 0) {")],
        Suite("any_order:*/on_exit_comes_before_the_end_is_told")),
    Fault("a_parent_ends_before_its_children", [statement(
        "  while (has_fiber() && relations_.has_children()) park_for(wake_by::child);", "")],
        Suite("any_order:*/a_child_has_ended_when_its_parents_end_is_told")),
    Fault("a_monitor_that_meets_the_end_is_silent", [Change(
        "    bounce();\n  }\n  delete this;",
        "    if (!PLANTED || dynamic_cast<monitor_signal*>(this) == nullptr) bounce();\n"
        "  }\n"
        "  delete this;")],
        Suite("any_order:*/a_monitor_that_meets_the_end_tells_of_it")),
    Fault("a_monitor_follows_the_launch", [
        Change("namespace fauxtp {\nnamespace detail {\n\nspawned spawn_body(",
               '#include "actor/post.hpp"\n#include "actor/signals.hpp"\n\n'
               "namespace fauxtp {\nnamespace detail {\n\nspawned spawn_body("),
        Change("    made->relations().watched_by(monitor, maker.id());",
               "    if (!PLANTED) made->relations().watched_by(monitor, maker.id());"),
        Change("  node.launch(std::move(made), maker);\n",
               "  node.launch(std::move(made), maker);\n"
               "  if (PLANTED && monitored) emit<monitor_signal>(id, maker.id(), monitor);\n")],
        Suite("any_order:*/a_monitor_from_the_first_moment_tells_why")),
    Fault("an_exit_comes_over_a_link_that_is_gone", [statement(
        "  if (by_link && !receiver.relations().links.broken_by(from)) return;",
        "  if (by_link) receiver.relations().links.broken_by(from);")],
        Suite("any_order:*/nothing_comes_over_a_link_that_is_gone")),
    Fault("a_link_is_taken_while_an_unlink_is_on_its_way", [expression(
        "receiver.relations().links.accept(from)",
        "static_cast<void>(receiver.relations().links.add(from))")],
        Suite("any_order:*/both_sides_of_a_link_agree")),
    Fault("a_down_comes_after_its_demonitor", [statement(
        "  if (!watched) return std::nullopt;",
        "  if (!watched) return term(down{monitor, ended, std::move(reason)});")],
        Suite("any_order:*/nothing_comes_of_a_monitor_that_is_gone")),
    Fault("a_message_goes_to_the_next_user_of_a_slot", [Change(
        "  if (process* receiver = local(to)) return receiver->accept(*this);",
        "  const pid user = process_table::slot_of(to)->user();\n"
        "  const bool is_used = PLANTED && user.generation() % 2 != 0;\n"
        "  if (process* receiver = local(is_used ? user : to)) return receiver->accept(*this);")],
        Suite("any_order:*/a_message_never_reaches_the_next_user_of_a_slot")),
    Fault("an_actor_on_its_way_is_not_killed", [statement(
        "  if (killing_) begun.receive_exit({}, exit_reason::kill, false);", "")],
        Suite("any_order:*/a_node_ends_while_actors_are_on_their_way")),
    Fault("a_start_that_is_given_up_is_not_waited_for", [statement(
        "  end.wait(process::current().deadline_after(time_to_die));", "")],
        Suite("any_order:*/a_start_that_was_given_up_leaves_its_name")),
    Fault("a_failed_start_leaves_its_down", [Change(
        "  if (monitored) demonitor(made.monitor, true);\n  if (const auto* killed",
        "  if (monitored) demonitor(made.monitor, !PLANTED);\n  if (const auto* killed")],
        Suite("any_order:*/nothing_comes_of_a_start_that_has_failed")),
    Fault("an_order_before_a_start_is_overlooked", [
        Change("  const auto deadline = own.deadline_after(timeout);\n"
               "  for (;;) {\n    // The order",
               "  const auto deadline = own.deadline_after(timeout);\n"
               "  for (bool is_first = true;; is_first = false) {\n    // The order"),
        Change("    if (supervised) own.home().deliver_parcels();\n"
               "    if (supervised && own.order_to_end() != nullptr) return waited::called_off;",
               "    const bool looks = supervised && !(PLANTED && is_first);\n"
               "    if (looks) own.home().deliver_parcels();\n"
               "    if (looks && own.order_to_end() != nullptr) return waited::called_off;")],
        Suite("any_order:*/a_stop_that_meets_a_start_calls_it_off")),
    Fault("who_sends_waits_although_there_is_room", [expression(
        "is_full && !receives && !is_asked", "!receives && !is_asked")],
        Suite("any_order:*/who_waits_for_room_goes_on")),
    Fault("a_timer_that_is_due_counts_as_cancelled", [Change(
        "  if (cancel) {\n    home.timers()",
        "  if (cancel && !(PLANTED && left <= duration::zero())) {\n    home.timers()")],
        Suite("any_order:*/who_cancels_a_timer_knows_whether_it_comes")),
    Fault("a_killed_supervisor_leaves_nobody", [statement(
        "  node_.orphans().leave(id_, std::move(children));", "")],
        Suite("any_order:*/a_killed_supervisor_comes_again_when_its_children_are_gone")),
    Fault("a_failed_start_is_told_before_its_name_is_free", [
        Change("  process_table::bury(slot());\n  cancel_timers();",
               "  if (PLANTED) tell_starter_of_end(reason);\n"
               "  process_table::bury(slot());\n"
               "  cancel_timers();"),
        statement("  tell_starter_of_end(reason);", "")],
        Suite("any_order:*/a_name_is_free_when_its_start_has_failed"),
        unseen="between the answer and the end there is no choice point"),
]
