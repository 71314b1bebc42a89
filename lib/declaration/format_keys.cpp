// Which keys an application's file may have, and of which kind their values are.
#include "declaration/format_keys.hpp"

#include <algorithm>
#include <array>

namespace fauxtp {
namespace {

using form = value_form;

constexpr std::int64_t kib = 1 << 10;
constexpr std::int64_t mib = 1 << 20;
constexpr std::int64_t smallest_stack = 16 * kib;
constexpr std::int64_t largest_stack = 64 * mib;
constexpr std::int64_t most_threads = 1024;
constexpr std::int64_t most_restarts = 1'000'000;
constexpr std::int64_t most_instances = 100'000;
constexpr std::int64_t most_children = 100'000'000;
constexpr std::int64_t largest_factor = 1000;
constexpr std::int64_t most_messages = 1'000'000'000;
constexpr std::int64_t largest_log = std::int64_t{1} << 40;
constexpr std::int64_t most_logs = 10'000;

// Each list is in the order of its enumeration in application_spec.hpp.
constexpr std::array<std::string_view, 3> restarts = {"permanent", "transient", "temporary"};
constexpr std::array<std::string_view, 3> strategies = {"one_for_one", "one_for_all",
                                                        "rest_for_one"};
constexpr std::array<std::string_view, 4> child_strategies = {"one_for_one", "one_for_all",
                                                              "rest_for_one", "simple_one_for_one"};
constexpr std::array<std::string_view, 3> auto_shutdowns = {"never", "any_significant",
                                                            "all_significant"};
constexpr std::array<std::string_view, 2> child_types = {"worker", "supervisor"};
constexpr std::array<std::string_view, 1> supervisor_types = {"supervisor"};

constexpr std::array<std::string_view, 6> log_levels = {"debug",   "info",  "notice",
                                                        "warning", "error", "critical"};
constexpr std::array<std::string_view, 3> log_formats = {"auto", "text", "json"};
constexpr std::array<std::string_view, 3> sink_types = {"stderr", "file", "journald"};
constexpr std::array<std::string_view, 5> overflows = {"block", "reject", "drop_oldest",
                                                       "drop_newest", "exit"};

constexpr std::string_view no_metrics = "this version has no metrics";
constexpr std::string_view no_dashboard = "this version has no dashboard";
constexpr std::string_view no_cluster = "this version runs on one node";

constexpr key_rule id = {.key = "id", .form = form::word};
constexpr key_rule name = {.key = "name", .form = form::word};
constexpr key_rule restart = {.key = "restart", .form = form::choice, .choices = restarts};
constexpr key_rule shutdown = {.key = "shutdown", .form = form::shutdown};
constexpr key_rule restart_delay = {
    .key = "restart_delay", .form = form::section, .inside = &restart_delay_form};
constexpr key_rule mailbox = {.key = "mailbox", .form = form::section, .inside = &mailbox_form};
constexpr key_rule log_level = {.key = "log_level", .form = form::choice, .choices = log_levels};
constexpr key_rule enabled = {.key = "enabled", .form = form::boolean};
constexpr key_rule listen = {.key = "listen", .form = form::text};
constexpr key_rule significant = {.key = "significant", .form = form::boolean};
constexpr key_rule strategy = {.key = "strategy", .form = form::choice, .choices = strategies};
constexpr key_rule intensity = {
    .key = "intensity", .form = form::integer, .maximum = most_restarts};
constexpr key_rule period = {.key = "period", .form = form::duration, .minimum = 1};
constexpr key_rule auto_shutdown = {
    .key = "auto_shutdown", .form = form::choice, .choices = auto_shutdowns};
constexpr key_rule children = {.key = "children", .form = form::children, .required = true};
constexpr key_rule stack_size = {
    .key = "stack_size", .form = form::size, .minimum = smallest_stack, .maximum = largest_stack};

constexpr std::array application_keys = {
    key_rule{.key = "$schema", .form = form::text},
    key_rule{.key = "fauxtp", .form = form::format},
    key_rule{.key = "name", .form = form::word, .required = true},
    key_rule{.key = "vsn", .form = form::text},
    key_rule{.key = "description", .form = form::text},
    key_rule{.key = "include", .form = form::texts},
    key_rule{.key = "modules", .form = form::texts},
    key_rule{.key = "module_path", .form = form::texts},
    key_rule{.key = "env", .form = form::object},
    key_rule{.key = "runtime", .form = form::runtime},
    key_rule{.key = "logging", .form = form::section, .inside = &logging_form},
    key_rule{.key = "control", .form = form::section, .inside = &control_form},
    key_rule{
        .key = "metrics", .form = form::section, .inside = &metrics_form, .missing = no_metrics},
    key_rule{.key = "dashboard",
             .form = form::section,
             .inside = &dashboard_form,
             .missing = no_dashboard},
    key_rule{
        .key = "cluster", .form = form::section, .inside = &cluster_form, .missing = no_cluster},
    key_rule{.key = "supervisor", .form = form::supervisor, .required = true},
};

constexpr std::array runtime_keys = {
    key_rule{.key = "threads", .form = form::integer, .maximum = most_threads},
    stack_size,
    key_rule{.key = "shutdown_timeout", .form = form::duration},
    mailbox,
    key_rule{.key = "stall_after", .form = form::duration, .minimum = 1},
    key_rule{.key = "schedulers", .form = form::section_of_each, .inside = &scheduler_form},
};

constexpr std::array mailbox_keys = {
    key_rule{.key = "limit", .form = form::integer, .maximum = most_messages},
    key_rule{.key = "overflow", .form = form::choice, .choices = overflows},
};

constexpr std::array scheduler_keys = {
    key_rule{.key = "threads",
             .form = form::integer,
             .required = true,
             .minimum = 1,
             .maximum = most_threads},
};

constexpr std::array logging_keys = {
    key_rule{.key = "level", .form = form::choice, .choices = log_levels},
    key_rule{.key = "format", .form = form::choice, .choices = log_formats},
    key_rule{.key = "levels", .form = form::choice_of_each, .choices = log_levels},
    key_rule{.key = "sinks", .form = form::sections, .inside = &sink_form},
};

constexpr std::array sink_keys = {
    key_rule{.key = "type", .form = form::choice, .required = true, .choices = sink_types},
    key_rule{.key = "path", .form = form::text},
    key_rule{.key = "rotate_size", .form = form::size, .maximum = largest_log},
    key_rule{.key = "keep", .form = form::integer, .maximum = most_logs},
};

constexpr std::array metrics_keys = {
    enabled,
    listen,
    key_rule{.key = "path", .form = form::text},
    key_rule{.key = "per_actor", .form = form::boolean},
};

constexpr std::array dashboard_keys = {
    enabled,
    listen,
    key_rule{.key = "actions", .form = form::boolean},
    key_rule{.key = "token_file", .form = form::text},
};

constexpr std::array control_keys = {
    key_rule{.key = "socket", .form = form::text},
};

constexpr std::array cluster_keys = {
    key_rule{.key = "node", .form = form::text, .required = true},
    listen,
    key_rule{.key = "peers", .form = form::texts},
    key_rule{.key = "cookie_file", .form = form::text},
    key_rule{.key = "heartbeat", .form = form::duration, .minimum = 1},
    key_rule{.key = "tls", .form = form::section, .inside = &tls_form},
};

constexpr std::array tls_keys = {
    key_rule{.key = "cert", .form = form::text, .required = true},
    key_rule{.key = "key", .form = form::text, .required = true},
    key_rule{.key = "ca", .form = form::text, .required = true},
};

constexpr std::array supervisor_keys = {strategy, intensity, period, auto_shutdown, children};

constexpr std::array supervisor_child_keys = {
    id,
    name,
    key_rule{.key = "type", .form = form::choice, .choices = supervisor_types},
    restart,
    restart_delay,
    shutdown,
    significant,
    key_rule{.key = "strategy", .form = form::choice, .choices = child_strategies},
    intensity,
    period,
    auto_shutdown,
    key_rule{.key = "max_children", .form = form::integer, .minimum = 1, .maximum = most_children},
    log_level,
    children,
};

constexpr std::array worker_keys = {
    id,
    name,
    key_rule{.key = "actor", .form = form::actor, .required = true},
    key_rule{.key = "args", .form = form::args},
    key_rule{.key = "type", .form = form::choice, .choices = child_types},
    restart,
    restart_delay,
    shutdown,
    significant,
    key_rule{.key = "start_timeout", .form = form::timeout, .minimum = 1},
    key_rule{.key = "instances", .form = form::integer, .minimum = 1, .maximum = most_instances},
    stack_size,
    mailbox,
    key_rule{.key = "scheduler", .form = form::word},
    log_level,
};

constexpr std::array restart_delay_keys = {
    key_rule{.key = "min", .form = form::duration, .required = true, .minimum = 1},
    key_rule{.key = "max", .form = form::duration, .minimum = 1},
    key_rule{.key = "factor", .form = form::number, .minimum = 1, .maximum = largest_factor},
    key_rule{.key = "jitter", .form = form::number, .maximum = 1},
};

constexpr std::array include_child_keys = {
    key_rule{.key = "include", .form = form::text, .required = true},
};

struct titled_form {
  const object_form& form;
  std::string_view title;
};
constexpr std::array homes = {
    titled_form{application_form, "the application"},
    titled_form{runtime_form, "\"runtime\""},
    titled_form{supervisor_form, "a supervisor"},
    titled_form{worker_form, "a child"},
    titled_form{supervisor_child_form, "a supervisor below the root"},
    titled_form{restart_delay_form, "\"restart_delay\""},
    titled_form{mailbox_form, "\"mailbox\""},
    titled_form{logging_form, "\"logging\""},
    titled_form{sink_form, "one of \"sinks\""},
    titled_form{metrics_form, "\"metrics\""},
    titled_form{dashboard_form, "\"dashboard\""},
    titled_form{control_form, "\"control\""},
    titled_form{cluster_form, "\"cluster\""},
    titled_form{tls_form, "\"tls\" of \"cluster\""},
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_in_word(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-'; }

}  // namespace

const object_form application_form = {application_keys};
const object_form runtime_form = {runtime_keys};
const object_form supervisor_form = {supervisor_keys};
const object_form supervisor_child_form = {supervisor_child_keys};
const object_form worker_form = {worker_keys};
const object_form include_child_form = {include_child_keys};
const object_form restart_delay_form = {restart_delay_keys};
const object_form mailbox_form = {mailbox_keys};
const object_form scheduler_form = {scheduler_keys};
const object_form logging_form = {logging_keys};
const object_form sink_form = {sink_keys};
const object_form metrics_form = {metrics_keys};
const object_form dashboard_form = {dashboard_keys};
const object_form control_form = {control_keys};
const object_form cluster_form = {cluster_keys};
const object_form tls_form = {tls_keys};

const key_rule* object_form::find(std::string_view key) const {
  const auto found =
      std::find_if(keys.begin(), keys.end(), [&](const key_rule& rule) { return rule.key == key; });
  return found == keys.end() ? nullptr : &*found;
}

std::vector<std::string_view> object_form::key_names() const {
  std::vector<std::string_view> names;
  for (const key_rule& rule : keys) {
    names.push_back(rule.key);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string_view home_of(std::string_view key, std::string_view choice) {
  const auto found = std::ranges::find_if(homes, [&](const titled_form& each) {
    const key_rule* rule = each.form.find(key);
    return rule != nullptr &&
           (choice.empty() || std::ranges::find(rule->choices, choice) != rule->choices.end());
  });
  return found == homes.end() ? std::string_view() : found->title;
}

bool is_extension_key(std::string_view key) { return key.starts_with("x-"); }

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= longest_word && is_letter(text[0]) &&
         std::all_of(text.begin(), text.end(), is_in_word);
}

bool is_actor_name(std::string_view text) {
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    const std::string_view module = text.substr(0, slash);
    if (module.empty() || !std::all_of(module.begin(), module.end(), is_in_word)) {
      return false;
    }
    text.remove_prefix(slash + 1);
  }
  return !text.empty() && text.size() <= longest_word && is_letter(text[0]) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_in_word(c) || c == ':'; });
}

}  // namespace fauxtp
