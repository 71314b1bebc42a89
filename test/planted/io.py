"""Faults in lib/io."""

from finders import Simulation, Suite
from planting import Change, Fault, statement

FAULTS = [
    Fault("an_acceptor_asks_who_may_stop_it", [Change(
        "    connections_ = supervisor_of_connections();",
        "    if (PLANTED) {\n"
        "      const auto found = parent() ? supervisor::find_child(\n"
        "          parent(), std::string(id_of_the_supervisor)) : std::nullopt;\n"
        "      connections_ = found ? found->actor : pid();\n"
        "    } else {\n"
        "      connections_ = supervisor_of_connections();\n"
        "    }")],
        Suite("any_order:*/a_stop_that_meets_a_new_acceptor_takes_no_time")),
    Fault("a_snapshot_is_named_before_it_is_written", [statement(
        "  if (error == 0) error = beside.file->sync();", "")],
        Simulation("bank")),
    Fault("a_snapshots_name_is_not_synced", [statement(
        "  if (const int failed = disk_.sync_folder(folder_)) "
        'fail(failed, "sync folder of");', "")],
        Simulation("bank")),
    Fault("a_reply_comes_before_the_event_is_written", [Change(
            "  if (events_ == 0 && held_.empty()) return reply_term(",
            "  if (PLANTED || (events_ == 0 && held_.empty())) return reply_term(")],
        Simulation("till")),
    Fault("nothing_lost_is_not_synced", [statement(
        "  if (keeps_ == durability::nothing_lost) sync();", "")],
        Simulation("till")),
    Fault("a_journals_name_is_not_synced", [statement(
        "  if (error == 0) error = disk_.sync_folder(folder_);", "")],
        Simulation("bank"),
        unseen="what is done to the disk in one go is one step, so power is never lost within it"),
    Fault("a_journal_goes_before_the_next_one_is_there", [Change(
        "  if (const int error = make_snapshot(state, number)) {",
        "  if (PLANTED && number_ != 0) disk_.remove(path_of(number_));\n"
        "  if (const int error = make_snapshot(state, number)) {")],
        Simulation("bank"),
        unseen="the same"),
]
