#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "fauxtp/pid.hpp"

namespace fauxtp::detail {

/// The names of one registry. Any thread.
class registry_state : public std::enable_shared_from_this<registry_state> {
 public:
  bool add(std::string_view name, pid actor);
  bool remove(std::string_view name);
  pid find(std::string_view name) const;
  std::string name_of(pid actor) const;
  std::vector<std::string> names() const;
  void forget(pid actor);

  /// An actor that waits until somebody has a name.
  struct waiter {
    pid actor;
    ref request;
    bool by_message;  // it is told by a name_up, else by an answer to its request
    void tell(std::string_view name, pid found) const;
  };
  /// The actor that has the name; if there is none, the waiter is told when there is.
  pid find_or_await(std::string_view name, const waiter& who);
  void await_no_more(std::string_view name, ref request) noexcept;

 private:
  /// `waiting`: who has waited for the name.
  bool give(std::string_view name, pid actor, std::vector<waiter>& waiting);

  mutable std::mutex guard_;
  /// With this a name is looked up without making a string.
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };
  std::unordered_map<std::string, pid, text_hash, std::equal_to<>> by_name_;
  std::unordered_map<pid, std::string> by_actor_;
  std::unordered_map<std::string, std::vector<waiter>, text_hash, std::equal_to<>> waiters_;
};

/// Called when an actor has ended: its names go from all registries.
void forget_names(pid actor) noexcept;

}  // namespace fauxtp::detail
