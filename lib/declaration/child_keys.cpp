// The keys of supervisors and of children.
#include "declaration/child_rules.hpp"

namespace fauxtp {
namespace {

// Each list is in the order of its enumeration in the public headers.
constexpr std::array<std::string_view, 3> strategies = {"one_for_one", "one_for_all",
                                                        "rest_for_one"};
constexpr std::array<std::string_view, 4> child_strategies = {"one_for_one", "one_for_all",
                                                              "rest_for_one", "simple_one_for_one"};
constexpr std::array<std::string_view, 3> auto_shutdowns = {"never", "any_significant",
                                                            "all_significant"};
constexpr std::array<std::string_view, 2> child_types = {"worker", "supervisor"};
constexpr std::array<std::string_view, 1> supervisor_types = {"supervisor"};
constexpr std::array<std::string_view, 3> routes = {"least_loaded", "round_robin", "by_key"};
constexpr std::array<std::string_view, 2> all_fail = {"wait", "fail"};
constexpr std::array<std::string_view, 5> overflows = {"block", "reject", "drop_oldest",
                                                       "drop_newest", "exit"};

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
    child_rule::intensity,
    child_rule::period,
    child_rule::intensity_counts,
    auto_shutdown,
    children,
};

constexpr std::array supervisor_child_keys = {
    child_rule::id,
    child_rule::name,
    key_rule{.key = "type",
             .doc = "May be said, need not: what has children is a supervisor.",
             .reload = effect::nothing,
             .form = form::choice,
             .choices = supervisor_types,
             .fallback = R"("supervisor")"},
    child_rule::restart_of_supervisor,
    child_rule::restart_delay,
    child_rule::shutdown_of(R"("infinity")"),
    child_rule::significant,
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
    child_rule::intensity,
    child_rule::period,
    child_rule::intensity_counts,
    auto_shutdown,
    key_rule{.key = "max_children",
             .doc = "Of simple_one_for_one: more children at the same time are refused.",
             .reload = effect::in_place,
             .form = form::integer,
             .minimum = 1,
             .maximum = 100'000'000,
             .fallback_words = "any number",
             .example = "10000"},
    child_rule::log_level,
    children,
};

constexpr std::array worker_keys = {
    child_rule::id,
    child_rule::name,
    child_rule::actor,
    child_rule::args,
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
             .choices = child_rule::restarts,
             .fallback = R"("transient")"},
    child_rule::restart_delay,
    child_rule::shutdown_of(R"("5s")"),
    child_rule::drain,
    child_rule::significant,
    child_rule::start_timeout,
    child_rule::deadlines,
    child_rule::prioritize_stop,
    child_rule::capsule,
    key_rule{.key = "instances",
             .doc = "So many children of this kind: ID-1, ID-2, … (and NAME-1, …).",
             .reload = effect::children,
             .form = form::integer,
             .minimum = 1,
             .maximum = 100'000,
             .fallback_words = "one, ID",
             .example = "4"},
    key_rule{.key = "route",
             .doc = "Makes a pool of the instances: what is sent to NAME goes to one of those that "
                    "are up. least_loaded: the one with the fewest open calls; round_robin: one "
                    "after the other; by_key: the one that the request's key chooses. Needs `name` "
                    "and `instances`.",
             .reload = effect::in_place,
             .form = form::choice,
             .choices = routes,
             .fallback_words = "no pool"},
    key_rule{.key = "when_all_fail",
             .doc = "What becomes of a call to the pool while all members that it could go to are "
                    "down. wait: it waits, within its time limit, until one is up; fail: it fails "
                    "at once.",
             .reload = effect::in_place,
             .form = form::choice,
             .choices = all_fail,
             .fallback_words = "`\"wait\"`"},
    child_rule::stack_size,
    mailbox_key,
    child_rule::scheduler,
    child_rule::log_level,
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
    key_rule{.key = "max_age",
             .doc = "A server sheds a call or cast that has waited so long: it is dropped, and the "
                    "call fails.",
             .reload = effect::in_place,
             .form = form::timeout,
             .minimum = 1,
             .fallback_words = "that of `runtime.mailbox`, else `\"infinity\"`",
             .example = R"("2s")"},
    key_rule{.key = "shed",
             .doc = "Which calls and casts a server sheds before that while too many come.",
             .reload = effect::inside,
             .form = form::section,
             .inside = &shed_form,
             .fallback_words = "that of `runtime.mailbox`, else none",
             .example = R"({"target": "50ms"})"},
    key_rule{.key = "queue_alarm",
             .doc = "The log has a line when so many messages wait, and twice, four times, … as "
                    "many; 0 is none. That of `runtime.mailbox` is also for actors that are no "
                    "children in the file, from the next start on.",
             .reload = effect::in_place,
             .form = form::integer,
             .maximum = 1'000'000'000,
             .fallback_words = "that of `runtime.mailbox`, else 1000",
             .example = "1000"},
};

constexpr std::array shed_keys = {
    key_rule{.key = "target",
             .doc = "While the shortest wait within each interval is longer than this, what has "
                    "waited for more than twice as long is shed.",
             .reload = effect::in_place,
             .form = form::timeout,
             .required = true,
             .minimum = 1,
             .example = R"("50ms")"},
    key_rule{.key = "interval",
             .doc = "How long the shortest wait is looked for.",
             .reload = effect::in_place,
             .form = form::duration,
             .minimum = 1,
             .fallback = R"("100ms")"},
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
            "How many messages may wait for an actor, how long, and what becomes of the others. "
            "For a worker; in the runtime, for all workers that have no other.",
            mailbox_keys);
constinit const object_form shed_form =
    form_of("shed", "\"shed\"",
            "When a server has too many requests, and which of them it sheds then.", shed_keys);

}  // namespace fauxtp
