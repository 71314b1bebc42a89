#pragma once

#include <vector>

#include "actor/relation_table.hpp"
#include "fauxtp/pid.hpp"

namespace fauxtp::detail {

/// One actor's side of its links. Both sides keep a set, and tell each other of changes by signals.
/// So that both agree when they link and unlink at the same time, an unlink is acknowledged, and a
/// link signal that crosses an unlink on its way is ignored.
class link_set {
 public:
  /// True if the other side must be told.
  bool add(pid other) {
    state& side = sides_[other];
    if (side.active) return false;
    return side.active = true;
  }
  /// Called when the other side has linked.
  void accept(pid other) {
    state& side = sides_[other];
    if (side.unacknowledged == 0) side.active = true;
  }
  /// True if the other side must be told.
  bool remove(pid other) {
    state* side = sides_.find(other);
    if (side == nullptr || !side->active) return false;
    side->active = false;
    ++side->unacknowledged;
    return true;
  }
  /// Called when the other side has unlinked.
  void drop(pid other) {
    state* side = sides_.find(other);
    if (side == nullptr) return;
    side->active = false;
    if (side->unacknowledged == 0) sides_.erase(other);
  }
  void unlink_done(pid other) {
    state* side = sides_.find(other);
    if (side == nullptr) return;
    --side->unacknowledged;
    if (side->unacknowledged == 0 && !side->active) sides_.erase(other);
  }
  bool contains(pid other) noexcept {
    const state* side = sides_.find(other);
    return side != nullptr && side->active;
  }
  /// Called when the other side has ended. True if there was a link.
  bool broken_by(pid other) {
    state* side = sides_.find(other);
    if (side == nullptr || !side->active) return false;
    side->active = false;
    if (side->unacknowledged == 0) sides_.erase(other);
    return true;
  }
  std::size_t size() const noexcept { return sides_.size(); }
  std::vector<pid> active() const {
    std::vector<pid> others;
    others.reserve(sides_.size());
    sides_.for_each([&](pid other, const state& side) {
      if (side.active) others.push_back(other);
    });
    return others;
  }

 private:
  struct state {
    bool active = false;
    int unacknowledged = 0;
  };
  relation_table<pid, state> sides_;
};

}  // namespace fauxtp::detail
