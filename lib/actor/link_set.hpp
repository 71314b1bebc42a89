#pragma once

#include <map>
#include <vector>

#include "fauxtp/pid.hpp"

namespace fauxtp::detail {

/// One actor's side of its links. Both sides keep a set and tell each other of changes by signals;
/// so that both agree when they link and unlink at the same time, an unlink is acknowledged, and a
/// link signal that crosses it on its way is ignored.
class link_set {
 public:
  /// True if the other side must be told.
  bool add(pid other) {
    state& side = sides_[other];
    if (side.active) return false;
    return side.active = true;
  }
  /// The other side has linked.
  void accept(pid other) {
    state& side = sides_[other];
    if (side.unacknowledged == 0) side.active = true;
  }
  /// True if the other side must be told.
  bool remove(pid other) {
    const auto side = sides_.find(other);
    if (side == sides_.end() || !side->second.active) return false;
    side->second.active = false;
    ++side->second.unacknowledged;
    return true;
  }
  /// The other side has unlinked.
  void drop(pid other) {
    const auto side = sides_.find(other);
    if (side == sides_.end()) return;
    side->second.active = false;
    if (side->second.unacknowledged == 0) sides_.erase(side);
  }
  void unlink_done(pid other) {
    const auto side = sides_.find(other);
    if (side == sides_.end()) return;
    --side->second.unacknowledged;
    if (side->second.unacknowledged == 0 && !side->second.active) sides_.erase(side);
  }
  /// The other side has ended. True if there was a link.
  bool broken_by(pid other) {
    const auto side = sides_.find(other);
    if (side == sides_.end() || !side->second.active) return false;
    side->second.active = false;
    if (side->second.unacknowledged == 0) sides_.erase(side);
    return true;
  }
  std::vector<pid> active() const {
    std::vector<pid> others;
    for (const auto& [other, side] : sides_) {
      if (side.active) others.push_back(other);
    }
    return others;
  }

 private:
  struct state {
    bool active = false;
    int unacknowledged = 0;
  };
  std::map<pid, state> sides_;
};

}  // namespace fauxtp::detail
