#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"
#include "runtime/interleaved_mutex.hpp"

namespace fauxtp::detail {

/// The value that all actors of a node can read. Values that it had before stay, since actors may
/// hold references to them. Any thread.
class environment {
 public:
  explicit environment(std::shared_ptr<const term> first) { change(std::move(first)); }

  const term& now() const noexcept {
    runtime::interleaver::choice_point();
    return *now_.load();
  }
  void change(std::shared_ptr<const term> next) {
    if (next == nullptr) next = std::make_shared<const term>();
    const std::lock_guard lock(guard_);
    now_ = next.get();
    all_.push_back(std::move(next));
  }

  void watch(pid who) {
    const std::lock_guard lock(guard_);
    watchers_.insert(who);
  }
  void forget(pid who) noexcept {
    const std::lock_guard lock(guard_);
    watchers_.erase(who);
  }
  std::vector<pid> watchers() const {
    const std::lock_guard lock(guard_);
    return {watchers_.begin(), watchers_.end()};
  }

 private:
  std::atomic<const term*> now_{nullptr};
  mutable runtime::interleaved_mutex guard_;
  std::vector<std::shared_ptr<const term>> all_;
  std::set<pid> watchers_;
};

}  // namespace fauxtp::detail
