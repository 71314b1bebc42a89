"""Faults in lib/testing."""

from mutating import Fault

SUITES = ["testing"]
FAULTS = [
    Fault("time_passes_one_step_too_many",
          "next > runtime::deadline_after(now, within)) return false;",
          "next > runtime::deadline_after(now, 2 * within)) return false;"),
    Fault("a_timer_at_the_very_end_is_not_reached", "if (none || next > ", "if (none || next >= "),
    Fault("the_time_that_has_passed_is_not_subtracted", "  within -= next - now;\n", ""),
    Fault("a_step_does_not_settle",
          "  core.pool().clock_has_moved();\n"
          "  settle();\n"
          "  return true;",
          "  core.pool().clock_has_moved();\n"
          "  return true;"),
    Fault("the_clock_stays_at_the_last_timer",
          "core.manual_time()->set(runtime::deadline_after(core.time().now(), time));",
          ""),
    Fault("reports_of_any_label", "return label.empty() || report.label == label;", "return true;"),
    Fault("actors_may_be_left",
          "if (each.actor != self()) left.push_back(",
          "if (each.actor == pid()) left.push_back("),
    Fault("messages_may_be_left",
          "each != nullptr; each = each->next) {",
          "false; each = each->next) {"),
    Fault("a_probe_keeps_what_was_taken", "    kept_.erase(found);\n", ""),
    Fault("a_probe_is_left_behind", "  exit(actor_, exit_reason::kill);\n", ""),
    Fault("noise_is_silence",
          "if (const auto got = messages(); !got.empty()) {",
          "if (const auto got = messages(); got.size() > 1) {"),
    Fault("silence_is_now", "  home_.advance(within);\n", ""),
    Fault("what_never_comes_about_is_fine",
          "if (!condition()) throw failure(",
          "if (false) throw failure("),
    Fault("a_task_that_takes_too_long_lives_on", "  exit(task, exit_reason::kill);\n", ""),
    # The network in memory.
    Fault("bytes_come_early", "parts_.front().comes <= now;", "true;"),
    Fault("a_connection_is_there_early", "if (!is_made(now)) return {{}, ", "if (false) return {{}, "),
    Fault("nobody_has_a_timer", "} else if (now.next != never) {", "} else if (false) {"),
    Fault("one_look_is_all", "  ordered_ = false;\n", ""),
    Fault("a_reader_makes_no_room_known", "if (done.size > 0) tell_the_other_side();", ""),
    Fault("a_cut_loses_nothing_under_way", "if (comes > now) comes = never;", ""),
    Fault("what_was_cut_stays_so", "for (memory_channel& each : written) each.release(then);", ""),
    Fault("an_attempt_that_was_cut_stays_so", "if (arrives == never) arrives = then;", ""),
    Fault("a_reset_loses_nothing", "  leave();\n  end_.reset();", "  end_.reset();"),
    Fault("unread_bytes_make_no_reset", "resets_ || in().has_bytes(now)", "resets_"),
    Fault("all_goes_through_at_once", "std::min(size, how.most_at_once)", "size"),
    Fault("chance_is_the_same_for_all", ": dice(seed) {}", ": dice(1) {}"),
    Fault("there_is_room_for_one_more", "if (out().size() >= way.capacity)",
          "if (out().size() > way.capacity)"),
    Fault("the_queue_has_no_end", "return kept_ > backlog_;", "return false;"),
    Fault("who_was_not_accepted_waits", "each->written[memory_wire::server].reset(comes);", ""),
    Fault("an_answer_takes_no_time", "runtime::deadline_after(now_here(), known.after)",
          "runtime::deadline_after(now_here(), {})"),
    Fault("closed_ends_count", "--state_->open;\n  tell", "tell"),
    Fault("nobody_is_told_of_a_link", "    wire->changed();\n  }\n  for (", "  }\n  for ("),
    Fault("one_worker_at_least_is_two",
          "std::max(workers, 1)",
          "std::max(workers, 2)",
          no_difference="the suites of one worker run with the faults of two, and are "
                        "not among those that are run here"),
]
