#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
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

 private:
  mutable std::mutex guard_;
  std::map<std::string, pid, std::less<>> by_name_;
  std::map<pid, std::string> by_actor_;
};

/// An actor has ended: its names go from all registries.
void forget_names(pid actor) noexcept;

}  // namespace fauxtp::detail
