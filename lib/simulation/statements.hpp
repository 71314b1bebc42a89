#pragma once

#include <mutex>
#include <vector>

namespace fauxtp::simulation {

/// What the loaded modules say of one kind. Any thread.
template <class Statement>
class statements {
 public:
  /// Never destroyed, on purpose: modules end after this library.
  static statements& known() {
    static auto* kept = new statements;
    return *kept;
  }

  void add(const Statement* one) {
    const std::lock_guard lock(guard_);
    all_.push_back(one);
  }
  void remove(const Statement* one) {
    const std::lock_guard lock(guard_);
    std::erase(all_, one);
  }
  std::vector<const Statement*> all() {
    const std::lock_guard lock(guard_);
    return all_;
  }

 private:
  std::mutex guard_;
  std::vector<const Statement*> all_;
};

}  // namespace fauxtp::simulation
