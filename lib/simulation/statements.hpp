#pragma once

#include <mutex>
#include <vector>

namespace fauxtp::simulation {

/// What the loaded modules say of one kind. It must never be destroyed: modules end after this
/// library. Any thread.
template <class Statement>
class statements {
 public:
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
