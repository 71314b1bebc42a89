// Shows which keys of two entries of a file differ.
#include "application/key_changes.hpp"

#include <set>
#include <sstream>

#include "declaration/quantity.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

/// Notes differences of two entries that need no restart of the child.
template <class Entry>
void compare_rules(key_changes& changes, const Entry& before, const Entry& after) {
  changes.compare("restart", before.restart, after.restart);
  changes.compare("restart_delay", before.restart_delay, after.restart_delay);
  changes.compare("shutdown", before.shutdown, after.shutdown);
  changes.compare("significant", before.significant, after.significant);
  changes.compare("log_level", before.log_level, after.log_level);
}

std::string most_children(const supervisor_entry& supervisor) {
  const bool limited = supervisor.max_children != supervisor_entry().max_children;
  return limited ? std::to_string(supervisor.max_children) : "any number";
}

}  // namespace

std::string text(restart_type value) { return std::string(to_string(value)); }
std::string text(strategy value) { return std::string(to_string(value)); }
std::string text(intensity_counts value) { return std::string(to_string(value)); }
std::string text(std::optional<routing> value) {
  return value ? std::string(to_string(*value)) : "none";
}
std::string text(when_all_fail value) { return std::string(to_string(value)); }
std::string text(auto_shutdown value) { return std::string(to_string(value)); }
std::string text(duration value) { return value == infinity ? "infinity" : duration_text(value); }
std::string text(const shutdown_time& value) {
  return value.is_brutal_kill() ? "brutal_kill" : text(value.time());
}
std::string text(bool value) { return value ? "true" : "false"; }
std::string text(int value) { return std::to_string(value); }
std::string text(const scheduler& value) {
  return value.name + ": " + std::to_string(value.threads);
}
std::string stack_size_text(std::size_t bytes) {
  return bytes == 0 ? "the default" : size_text(bytes);
}
std::string text(const std::optional<restart_delay>& delay) {
  if (!delay) return "none";
  std::ostringstream shown;
  shown << "(" << text(delay->min) << " to " << text(delay->max) << ", factor " << delay->factor
        << ", jitter " << delay->jitter << ")";
  return shown.str();
}
std::string text(const mailbox_limit& limit) {
  std::string shown;
  const auto add = [&shown](const std::string& part) {
    shown += (shown.empty() ? "" : ", ") + part;
  };
  if (limit.messages != 0) {
    add(std::to_string(limit.messages) + " (" + std::string(to_string(limit.policy)) + ")");
  }
  if (limit.max_age != infinity) add("max_age " + text(limit.max_age));
  if (limit.shed.target != infinity) {
    add("shed " + text(limit.shed.target) + " in " + text(limit.shed.interval));
  }
  if (limit.queue_alarm) add("queue_alarm " + std::to_string(*limit.queue_alarm));
  return shown.empty() ? "none" : shown;
}
std::string text(const std::string& value) { return value.empty() ? "none" : value; }
std::string text(severity value) { return std::string(to_string(value)); }
std::string text(std::optional<severity> value) { return value ? text(*value) : "none"; }
std::string level_text(const logging_spec& logging, const std::string& word) {
  const auto found = logging.levels.find(word);
  return found == logging.levels.end() ? "none" : text(found->second.level);
}
std::string text(log_format value) {
  constexpr std::string_view names[] = {"auto", "text", "json"};
  return std::string(names[static_cast<std::size_t>(value)]);
}
std::string text(const std::optional<capsules_entry>& capsules) {
  if (!capsules) return "nowhere";
  return "the last " + std::to_string(capsules->keep) + " in " + in_quotes(capsules->folder);
}
std::string text(const sink_entry& sink) {
  constexpr std::string_view names[] = {"stderr", "file", "journald"};
  std::string shown(names[static_cast<std::size_t>(sink.type)]);
  if (!sink.path.empty()) shown += " " + sink.path;
  if (sink.rotate_size == 0) return shown;
  return shown + " (rotate_size " + size_text(sink.rotate_size) + ", keep " +
         std::to_string(sink.keep) + ")";
}

namespace {

/// The keys in which two maps of args differ; nothing if they are no maps.
std::optional<std::set<std::string>> keys_that_differ(const term& before, const term& after) {
  const map none;
  const auto keys_of = [&](const term& args) { return args.is_nil() ? &none : args.get_if<map>(); };
  const map* old_keys = keys_of(before);
  const map* new_keys = keys_of(after);
  if (old_keys == nullptr || new_keys == nullptr) return std::nullopt;
  std::set<std::string> keys;
  for (const auto& [key, value] : *old_keys) {
    const term* other = new_keys->find(key);
    if (other == nullptr || !(*other == value)) keys.insert(key);
  }
  for (const auto& [key, value] : *new_keys) {
    if (old_keys->find(key) == nullptr) keys.insert(key);
  }
  return keys;
}

}  // namespace

std::string args_that_differ(const term& before, const term& after) {
  const auto keys = keys_that_differ(before, after);
  if (!keys) return "args";
  std::string all;
  for (const std::string& each : *keys) all += (all.empty() ? "args." : ", args.") + each;
  return all;
}

bool differ_only_in(const std::set<std::string>& names, const term& before, const term& after) {
  const auto keys = keys_that_differ(before, after);
  return keys && std::ranges::includes(names, *keys);
}

std::string rules_that_differ(const planned_child& before, const planned_child& after) {
  key_changes changes;
  if (before.worker() != nullptr) {
    compare_rules(changes, *before.worker(), *after.worker());
    changes.compare("drain", before.worker()->drain, after.worker()->drain);
    changes.compare("start_timeout", before.worker()->start_timeout, after.worker()->start_timeout);
    changes.compare("route", before.worker()->route, after.worker()->route);
    changes.compare("when_all_fail", before.worker()->when_all_fail, after.worker()->when_all_fail);
    changes.compare("mailbox", before.worker()->spawn.mailbox, after.worker()->spawn.mailbox);
  } else {
    const supervisor_entry& old_one = *before.supervisor();
    const supervisor_entry& new_one = *after.supervisor();
    compare_rules(changes, old_one, new_one);
  }
  return changes.all();
}

std::string limits_that_differ(const supervisor_entry& before, const supervisor_entry& after) {
  key_changes changes;
  changes.compare("strategy", before.strategy, after.strategy);
  changes.compare("intensity", before.intensity, after.intensity);
  changes.compare("intensity_counts", before.intensity_counts, after.intensity_counts);
  changes.compare("period", before.period, after.period);
  changes.compare("auto_shutdown", before.auto_shutdown, after.auto_shutdown);
  changes.compare("max_children", most_children(before), most_children(after));
  return changes.all();
}

}  // namespace fauxtp
