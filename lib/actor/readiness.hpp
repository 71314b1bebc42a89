#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "fauxtp/pid.hpp"
#include "runtime/interleaved_mutex.hpp"

namespace fauxtp::detail {

/// The actors of a node that cannot do their work at the moment, and why. Any thread.
class readiness {
 public:
  void not_ready(pid who, std::string why) {
    const std::lock_guard lock(guard_);
    why_.insert_or_assign(who, std::move(why));
  }
  void ready(pid who) noexcept {
    const std::lock_guard lock(guard_);
    why_.erase(who);
  }
  std::vector<std::pair<pid, std::string>> those_not_ready() const {
    const std::lock_guard lock(guard_);
    return {why_.begin(), why_.end()};
  }

 private:
  mutable runtime::interleaved_mutex guard_;
  std::map<pid, std::string> why_;
};

}  // namespace fauxtp::detail
