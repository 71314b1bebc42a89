// Rows that stand in the tables of keys of several kinds of children.
#pragma once

#include "declaration/key_table.hpp"

namespace fauxtp::child_rule {

// In the order of `restart_type`.
inline constexpr std::array<std::string_view, 3> restarts = {"permanent", "transient", "temporary"};

/// A reload changes it for the actors that start later, and leaves those that run alone.
constexpr key_rule for_later_starts(key_rule rule) {
  rule.reload = effect::in_place;
  return rule;
}

inline constexpr key_rule id = {.key = "id",
                                .doc = "Tells the children of one supervisor apart.",
                                .reload = effect::children,
                                .form = form::word,
                                .fallback_words = "`name`",
                                .example = R"("store")"};
inline constexpr key_rule name = {
    .key = "name",
    .doc = "Registers the child under this name, which is unique in the application.",
    .reload = effect::restart,
    .form = form::word,
    .example = R"("store")"};
inline constexpr key_rule restart_delay = {.key = "restart_delay",
                                           .doc = "How long restarts wait.",
                                           .reload = effect::inside,
                                           .form = form::section,
                                           .inside = &restart_delay_form,
                                           .fallback_words = "restarts do not wait",
                                           .example = R"({"min": "100ms", "max": "30s"})"};
inline constexpr key_rule shutdown_of(std::string_view fallback) {
  return {.key = "shutdown",
          .doc = "How long the child may take to stop before it is killed.",
          .reload = effect::in_place,
          .form = form::shutdown,
          .fallback = fallback};
}
inline constexpr key_rule restart_of_supervisor = {
    .key = "restart",
    .doc =
        "permanent: whenever it ends; transient: if it ends abnormally, which giving up is not; "
        "temporary: never.",
    .reload = effect::in_place,
    .form = form::choice,
    .choices = restarts,
    .fallback = R"("permanent")"};
inline constexpr key_rule significant = {
    .key = "significant",
    .doc = "Counts for the supervisor's auto_shutdown. Needs restart transient or temporary.",
    .reload = effect::in_place,
    .form = form::boolean,
    .fallback = "false"};
inline constexpr key_rule log_level = {
    .key = "log_level",
    .doc = "The least important reports of it, and of what is under it, that the log has.",
    .reload = effect::in_place,
    .form = form::choice,
    .choices = log_levels,
    .fallback_words = "that of `logging`"};
inline constexpr key_rule intensity = {
    .key = "intensity",
    .doc =
        "At most this many restarts within `period`; one more and this supervisor gives up and "
        "ends with the reason shutdown.",
    .reload = effect::in_place,
    .form = form::integer,
    .maximum = 1'000'000,
    .fallback = "3"};
inline constexpr std::array<std::string_view, 2> counted_restarts = {"each", "first"};
inline constexpr key_rule intensity_counts = {
    .key = "intensity_counts",
    .doc =
        "Which restarts `intensity` counts: each, or, of a child with a restart_delay, only the "
        "first "
        "after it has run for longer than the delay's `max`. With \"first\" such a child is "
        "restarted until what it waits for is back.",
    .reload = effect::in_place,
    .form = form::choice,
    .choices = counted_restarts,
    .fallback = R"("each")"};
inline constexpr key_rule period = {.key = "period",
                                    .doc = "The window in which `intensity` counts.",
                                    .reload = effect::in_place,
                                    .form = form::duration,
                                    .minimum = 1,
                                    .fallback = R"("5s")"};
inline constexpr key_rule actor = {
    .key = "actor",
    .doc =
        "The actor that a module exports: \"counter\", or \"shop/counter\" if two "
        "modules have one of that name.",
    .reload = effect::restart,
    .form = form::actor,
    .required = true,
    .example = R"("counter")"};
inline constexpr key_rule args = {
    .key = "args",
    .doc =
        "What the actor gets when it starts and after each restart: named (an object) "
        "or by position (an array). An actor can declare arguments that it takes while it runs: "
        "if a reload changes only those, it is told and goes on.",
    .reload = effect::restart,
    .form = form::args,
    .example = "{}"};
inline constexpr key_rule start_timeout = {.key = "start_timeout",
                                           .doc = "How long the actor may take to start.",
                                           .reload = effect::in_place,
                                           .form = form::timeout,
                                           .minimum = 1,
                                           .fallback = R"("infinity")"};
inline constexpr key_rule drain = {
    .key = "drain",
    .doc =
        "How long the child may take to finish what it has begun before `shutdown` begins, when "
        "it is stopped by an operator, a reload or the end of the application: it is told that "
        "it is draining.",
    .reload = effect::in_place,
    .form = form::duration,
    .fallback = R"("0s")"};
inline constexpr key_rule deadlines = {.key = "deadlines",
                                       .doc =
                                           "true: a server leaves out calls whose callers have "
                                           "given up, and what it calls itself ends "
                                           "when the call ends that it serves.",
                                       .reload = effect::restart,
                                       .form = form::boolean,
                                       .fallback = "false"};
inline constexpr key_rule prioritize_stop = {.key = "prioritize_stop",
                                             .doc =
                                                 "true: a server that traps exits ends at its "
                                                 "supervisor's order before it takes the messages "
                                                 "that wait in its mailbox.",
                                             .reload = effect::restart,
                                             .form = form::boolean,
                                             .fallback = "false"};
inline constexpr key_rule capsule = {
    .key = "capsule",
    .doc =
        "How many of the messages that it has taken last are kept, to be written into the capsule "
        "of its crash: see `logging.capsules`. 0: it leaves no capsule.",
    .reload = effect::restart,
    .form = form::integer,
    .maximum = 100'000,
    .fallback = "0",
    .example = "100"};
inline constexpr key_rule scheduler = {
    .key = "scheduler",
    .doc =
        "The pool of threads that runs it: one of runtime.schedulers, or \"default\", "
        "the runtime's own threads.",
    .reload = effect::restart,
    .form = form::word,
    .fallback_words = "`\"default\"`",
    .example = R"("default")"};
inline constexpr key_rule stack_size = {.key = "stack_size",
                                        .doc = "The stack of this actor.",
                                        .reload = effect::restart,
                                        .form = form::size,
                                        .minimum = stack_size_key.minimum,
                                        .maximum = stack_size_key.maximum,
                                        .fallback_words = "`runtime.stack_size`"};

}  // namespace fauxtp::child_rule
