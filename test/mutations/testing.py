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
    Fault("one_worker_at_least_is_two",
          "std::max(workers, 1)",
          "std::max(workers, 2)",
          no_difference="the suites of one worker run with the faults of two, and are "
                        "not among those that are run here"),
]
