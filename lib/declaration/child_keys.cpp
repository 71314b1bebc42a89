// The keys of supervisors and of children.
#include "declaration/key_table.hpp"

namespace fauxtp {
namespace {

// Each list is in the order of its enumeration in the public headers.
constexpr std::array<std::string_view, 3> restarts = {"permanent", "transient", "temporary"};
constexpr std::array<std::string_view, 3> strategies = {"one_for_one", "one_for_all",
                                                        "rest_for_one"};
constexpr std::array<std::string_view, 4> child_strategies = {"one_for_one", "one_for_all",
                                                              "rest_for_one", "simple_one_for_one"};
constexpr std::array<std::string_view, 3> auto_shutdowns = {"never", "any_significant",
                                                            "all_significant"};
constexpr std::array<std::string_view, 2> child_types = {"worker", "supervisor"};
constexpr std::array<std::string_view, 1> supervisor_types = {"supervisor"};
constexpr std::array<std::string_view, 5> overflows = {"block", "reject", "drop_oldest",
                                                       "drop_newest", "exit"};

constexpr key_rule id = {.key = "id",
                         .doc = "Tells the children of one supervisor apart.",
                         .reload = effect::children,
                         .form = form::word,
                         .fallback_words = "`name`",
                         .example = R"("store")"};
constexpr key_rule name = {
    .key = "name",
    .doc = "Registers the child under this name, which is unique in the application.",
    .reload = effect::restart,
    .form = form::word,
    .example = R"("store")"};
constexpr key_rule restart_delay = {.key = "restart_delay",
                                    .doc = "How long restarts wait.",
                                    .reload = effect::inside,
                                    .form = form::section,
                                    .inside = &restart_delay_form,
                                    .fallback_words = "restarts do not wait",
                                    .example = R"({"min": "100ms", "max": "30s"})"};
constexpr key_rule shutdown_of(std::string_view fallback) {
  return {.key = "shutdown",
          .doc = "How long the child may take to stop before it is killed.",
          .reload = effect::in_place,
          .form = form::shutdown,
          .fallback = fallback};
}
constexpr key_rule significant = {
    .key = "significant",
    .doc = "Counts for the supervisor's auto_shutdown. Needs restart transient or temporary.",
    .reload = effect::in_place,
    .form = form::boolean,
    .fallback = "false"};
constexpr key_rule log_level = {
    .key = "log_level",
    .doc = "The least important reports of it, and of what is under it, that the log has.",
    .reload = effect::in_place,
    .form = form::choice,
    .choices = log_levels,
    .fallback_words = "that of `logging`"};
constexpr key_rule intensity = {
    .key = "intensity",
    .doc =
        "At most this many restarts within `period`; one more and this supervisor gives up and "
        "ends with the reason shutdown.",
    .reload = effect::in_place,
    .form = form::integer,
    .maximum = 1'000'000,
    .fallback = "3"};
constexpr key_rule period = {.key = "period",
                             .doc = "The window in which `intensity` counts.",
                             .reload = effect::in_place,
                             .form = form::duration,
                             .minimum = 1,
                             .fallback = R"("5s")"};
constexpr key_rule auto_shutdown = {
    .key = "auto_shutdown",
    .doc = "Stop this supervisor when one significant child, or the last of them, ends by itself.",
    .reload = effect::in_place,
    .form = form::choice,
    .choices = auto_shutdowns,
    .fallback = R"("never")"};
constexpr key_rule children = {.key = "children",
                               .doc = "Started from top to bottom, stopped from bottom to top.",
                               .reload = effect::children,
                               .form = form::children,
                               .required = true};

constexpr std::array supervisor_keys = {
    key_rule{.key = "strategy",
             .doc = "Whom to restart when a child ends that has to be restarted: it alone, all "
                    "children, or it and those started after it.",
             .reload = effect::in_place,
             .form = form::choice,
             .choices = strategies,
             .fallback = R"("one_for_one")"},
    intensity,
    period,
    auto_shutdown,
    children,
};

constexpr std::array supervisor_child_keys = {
    id,
    name,
    key_rule{.key = "type",
             .doc = "May be said, need not: what has children is a supervisor.",
             .reload = effect::nothing,
             .form = form::choice,
             .choices = supervisor_types,
             .fallback = R"("supervisor")"},
    key_rule{.key = "restart",
             .doc = "permanent: whenever it ends; transient: if it ends abnormally, which giving "
                    "up is not; temporary: never.",
             .reload = effect::in_place,
             .form = form::choice,
             .choices = restarts,
             .fallback = R"("permanent")"},
    restart_delay,
    shutdown_of(R"("infinity")"),
    significant,
    key_rule{.key = "strategy",
             .doc = "Whom to restart when a child ends that has to be restarted: it alone, all "
                    "children, or it and those started after it. simple_one_for_one: the one child "
                    "is a template, from which children start on request; each is restarted alone. "
                    "A reload "
                    "to or from simple_one_for_one restarts this supervisor.",
             .reload = effect::in_place,
             .form = form::choice,
             .choices = child_strategies,
             .fallback = R"("one_for_one")"},
    intensity,
    period,
    auto_shutdown,
    key_rule{.key = "max_children",
             .doc = "Of simple_one_for_one: more children at the same time are refused.",
             .reload = effect::in_place,
             .form = form::integer,
             .minimum = 1,
             .maximum = 100'000'000,
             .fallback_words = "any number",
             .example = "10000"},
    log_level,
    children,
};

constexpr std::array worker_keys = {
    id,
    name,
    key_rule{.key = "actor",
             .doc = "The actor that a module exports: \"counter\", or \"shop/counter\" if two "
                    "modules have one of that name.",
             .reload = effect::restart,
             .form = form::actor,
             .required = true,
             .example = R"("counter")"},
    key_rule{.key = "args",
             .doc = "What the actor gets when it starts and after each restart: named (an object) "
                    "or by position (an array).",
             .reload = effect::restart,
             .form = form::args,
             .example = "{}"},
    key_rule{.key = "type",
             .doc = "supervisor: the actor is itself a supervisor, written in C++; it is then "
                    "permanent and has shutdown infinity by default.",
             .reload = effect::nothing,
             .form = form::choice,
             .choices = child_types,
             .fallback = R"("worker")"},
    key_rule{.key = "restart",
             .doc = "permanent: whenever it ends; transient: if it ends abnormally; temporary: "
                    "never.",
             .reload = effect::in_place,
             .form = form::choice,
             .choices = restarts,
             .fallback = R"("transient")"},
    restart_delay,
    shutdown_of(R"("5s")"),
    significant,
    key_rule{.key = "start_timeout",
             .doc = "How long the actor may take to start.",
             .reload = effect::in_place,
             .form = form::timeout,
             .minimum = 1,
             .fallback = R"("infinity")"},
    key_rule{.key = "instances",
             .doc = "So many children of this kind: ID-1, ID-2, … (and NAME-1, …).",
             .reload = effect::children,
             .form = form::integer,
             .minimum = 1,
             .maximum = 100'000,
             .fallback_words = "one, ID",
             .example = "4"},
    key_rule{.key = "stack_size",
             .doc = "The stack of this actor.",
             .reload = effect::restart,
             .form = form::size,
             .minimum = stack_size_key.minimum,
             .maximum = stack_size_key.maximum,
             .fallback_words = "`runtime.stack_size`"},
    mailbox_key,
    key_rule{.key = "scheduler",
             .doc = "The pool of threads that runs it: one of runtime.schedulers, or \"default\", "
                    "the runtime's own threads.",
             .reload = effect::restart,
             .form = form::word,
             .fallback_words = "`\"default\"`",
             .example = R"("default")"},
    log_level,
};

constexpr std::array include_child_keys = {
    key_rule{.key = "include",
             .doc = "The file, relative to this one.",
             .reload = effect::inside,
             .required = true},
};

constexpr std::array restart_delay_keys = {
    key_rule{.key = "min",
             .doc = "The first wait.",
             .reload = effect::in_place,
             .form = form::duration,
             .required = true,
             .minimum = 1},
    key_rule{.key = "max",
             .doc = "The longest wait.",
             .reload = effect::in_place,
             .form = form::duration,
             .minimum = 1,
             .fallback = R"("1m")"},
    key_rule{.key = "factor",
             .doc = "How much longer than the one before each wait is.",
             .reload = effect::in_place,
             .form = form::number,
             .minimum = 1,
             .maximum = 1000,
             .fallback = "2.0",
             .example = "1.5"},
    key_rule{.key = "jitter",
             .doc = "Which share of the wait is added or taken off by chance.",
             .reload = effect::in_place,
             .form = form::number,
             .maximum = 1,
             .fallback = "0.1",
             .example = "0.25"},
};

constexpr std::array mailbox_keys = {
    key_rule{.key = "limit",
             .doc = "So many at most; 0 is no limit.",
             .reload = effect::in_place,
             .form = form::integer,
             .maximum = 1'000'000'000,
             .fallback_words = "that of `runtime.mailbox`, else 0",
             .example = "10000"},
    key_rule{.key = "overflow",
             .doc =
                 "What becomes of a message for which there is no room. block: its sender waits; "
                 "reject: send throws, a call fails; drop_oldest, drop_newest: one is lost; "
                 "exit: the receiver ends.",
             .reload = effect::in_place,
             .form = form::choice,
             .choices = overflows,
             .fallback_words = "that of `runtime.mailbox`, else `\"block\"`"},
};

}  // namespace

constinit const object_form supervisor_form =
    form_of("supervisor", "a supervisor", "The root of the supervision tree.", supervisor_keys);
constinit const object_form supervisor_child_form =
    form_of("supervisor_child", "a supervisor below the root",
            "A child that is a supervisor with children of its own.", supervisor_child_keys);
constinit const object_form worker_form =
    form_of("worker", "a child", "A child that is an actor.", worker_keys);
constinit const object_form include_child_form = form_of(
    "include_child", "an include among children",
    "In place of this the children of another file: one, or an array of them.", include_child_keys);
constinit const object_form restart_delay_form =
    form_of("restart_delay", "\"restart_delay\"",
            "How long restarts wait. The one after the n-th end in a row waits min * factor^(n-1), "
            "at most max; who has run longer than max begins anew. Without it restarts do not "
            "wait.",
            restart_delay_keys);
constinit const object_form mailbox_form =
    form_of("mailbox", "\"mailbox\"",
            "How many messages may wait for an actor, and what becomes of the others. For a "
            "worker; in the runtime, for all workers that have no other.",
            mailbox_keys);

}  // namespace fauxtp
