// The keys of an application, of its runtime and of its control socket.
#include "declaration/key_table.hpp"

namespace fauxtp {
namespace {

constexpr std::array application_keys = {
    key_rule{.key = "$schema", .doc = "For editors only.", .reload = effect::nothing},
    key_rule{.key = "fauxtp",
             .doc = "The format of this file.",
             .reload = effect::nothing,
             .form = form::format,
             .fallback = "1"},
    key_rule{.key = "name",
             .doc = "The name of the application.",
             .reload = effect::next_start,
             .form = form::word,
             .required = true,
             .example = R"("shop")"},
    key_rule{.key = "vsn",
             .doc = "The version of the application.",
             .reload = effect::nothing,
             .example = R"("0.3.0")"},
    key_rule{.key = "description", .doc = "One line for people.", .reload = effect::nothing},
    key_rule{.key = "include",
             .doc = "Files that are merged under this one, from first to last: objects are merged, "
                    "of all else the later counts, this file last. Relative to this file.",
             .reload = effect::inside,
             .form = form::texts},
    key_rule{.key = "modules",
             .doc = "The modules (shared objects) whose actors this application uses. A bare name "
                    "is searched in module_path.",
             .reload = effect::nothing,
             .form = form::texts,
             .example = R"(["shop"])"},
    key_rule{.key = "module_path",
             .doc = "Folders in which modules are searched first.",
             .reload = effect::nothing,
             .form = form::texts},
    key_rule{.key = "env",
             .doc = "The application's environment, free form. Any actor reads it with app_env().",
             .reload = effect::at_once,
             .form = form::object},
    key_rule{.key = "runtime",
             .doc = "Threads, stacks, and how long stopping may take.",
             .reload = effect::inside,
             .form = form::runtime,
             .inside = &runtime_form},
    key_rule{.key = "logging",
             .doc = "What is shown of a run.",
             .reload = effect::inside,
             .form = form::section,
             .inside = &logging_form},
    key_rule{.key = "control",
             .doc = "What `fauxtp ps`, `call` and others ask.",
             .reload = effect::inside,
             .form = form::section,
             .inside = &control_form},
    key_rule{.key = "metrics",
             .doc = "Figures for Prometheus, over HTTP. Has no effect yet.",
             .reload = effect::nothing,
             .form = form::section,
             .inside = &metrics_form,
             .missing = "this version has no metrics"},
    key_rule{.key = "dashboard",
             .doc = "A page that shows the tree. Has no effect yet.",
             .reload = effect::nothing,
             .form = form::section,
             .inside = &dashboard_form,
             .missing = "this version has no dashboard"},
    key_rule{.key = "cluster",
             .doc = "Other nodes. Has no effect yet.",
             .reload = effect::nothing,
             .form = form::section,
             .inside = &cluster_form,
             .example = R"({"node": "chat@10.0.0.1"})",
             .missing = "this version runs on one node"},
    key_rule{.key = "supervisor",
             .doc = "The root of the supervision tree.",
             .reload = effect::inside,
             .form = form::supervisor,
             .required = true,
             .inside = &supervisor_form},
};

constexpr std::array runtime_keys = {
    key_rule{.key = "threads",
             .doc = "Worker threads; 0 is one for each core.",
             .reload = effect::next_start,
             .form = form::integer,
             .maximum = most_threads,
             .fallback = "0"},
    stack_size_key,
    key_rule{.key = "shutdown_timeout",
             .doc = "How long the whole tree may take to stop before what is left is killed.",
             .reload = effect::next_start,
             .form = form::duration,
             .fallback = R"("30s")"},
    mailbox_key,
    key_rule{.key = "stall_after",
             .doc = "An actor that lets no other run for so long is reported with its stack.",
             .reload = effect::next_start,
             .form = form::duration,
             .minimum = 1,
             .fallback = R"("500ms")"},
    key_rule{.key = "schedulers",
             .doc = "Further pools of threads, by name, for workers that hold their thread for "
                    "long.",
             .reload = effect::next_start,
             .form = form::section_of_each,
             .inside = &scheduler_form,
             .example = R"({"blocking": {"threads": 4}})"},
};

constexpr std::array scheduler_keys = {
    key_rule{.key = "threads",
             .doc = "How many.",
             .reload = effect::next_start,
             .form = form::integer,
             .required = true,
             .minimum = 1,
             .maximum = most_threads,
             .example = "4"},
};

constexpr std::array control_keys = {
    key_rule{.key = "socket",
             .doc = "The path of the socket, relative to this file. It can be found by the "
                    "application's name as well.",
             .reload = effect::next_start,
             .example = R"("/run/shop/control.sock")"},
};

}  // namespace

constinit const object_form application_form =
    form_of("application", "the application",
            "An application: its modules and its supervision tree. The words are those of "
            "Erlang/OTP. // and /* */ comments are allowed in the file.",
            application_keys);
constinit const object_form runtime_form = form_of(
    "runtime", "\"runtime\"", "Threads, stacks, and how long stopping may take.", runtime_keys);
constinit const object_form scheduler_form =
    form_of("scheduler", "one of \"schedulers\"", "A pool of threads.", scheduler_keys);
constinit const object_form control_form =
    form_of("control", "\"control\"", "What `fauxtp ps`, `call` and others ask.", control_keys);

}  // namespace fauxtp
