// Which keys of two entries of a file differ, in words.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "application/tree_builder.hpp"

namespace fauxtp {

// A value as a plan shows it.
std::string text(restart_type value);
std::string text(strategy value);
std::string text(intensity_counts value);
std::string text(auto_shutdown value);
std::string text(std::optional<routing> value);
std::string text(when_all_fail value);
std::string text(duration value);
std::string text(const shutdown_time& value);
std::string text(bool value);
std::string text(int value);
std::string text(const scheduler& value);
std::string stack_size_text(std::size_t bytes);
std::string text(const std::optional<restart_delay>& delay);
std::string text(const mailbox_limit& limit);
std::string text(const std::string& value);
std::string text(severity value);
std::string text(std::optional<severity> value);
std::string level_text(const logging_spec& logging, const std::string& word);
std::string text(log_format value);
std::string text(const sink_entry& sink);
std::string text(const std::optional<capsules_entry>& capsules);
template <class Value>
std::string text(const std::vector<Value>& values) {
  std::string all;
  for (const Value& each : values) all += (all.empty() ? "" : ", ") + text(each);
  return values.empty() ? "none" : all;
}

/// Collects "restart transient -> permanent, shutdown 5s -> 1s".
class key_changes {
 public:
  template <class Value>
  void compare(const char* key, const Value& before, const Value& after) {
    if (before == after) return;
    add(std::string(key) + " " + text(before) + " -> " + text(after));
  }
  void add(const std::string& change) { all_ += (all_.empty() ? "" : ", ") + change; }
  const std::string& all() const { return all_; }

 private:
  std::string all_;
};

/// Shows only the keys of args that differ: their values may be secrets.
std::string args_that_differ(const term& before, const term& after);
/// Whether these keys of args are all that differs.
bool differ_only_in(const std::set<std::string>& names, const term& before, const term& after);
/// The differences that need no restart of any child.
std::string rules_that_differ(const planned_child& before, const planned_child& after);
std::string limits_that_differ(const supervisor_entry& before, const supervisor_entry& after);

}  // namespace fauxtp
