#pragma once

#include "fauxtp/pid.hpp"
#include "runtime/block_cache.hpp"
#include "runtime/inbox.hpp"

namespace fauxtp::detail {

class process;

/// What one actor does to another: it sends a message, an exit signal, a request to link, … All
/// kinds stand in signals.hpp. All signals take the same way (post.hpp), so those of one sender to
/// one receiver stay in order (O1).
class signal : public runtime::parcel, public runtime::cached<72> {
 public:
  explicit signal(pid to) : to(to) {}

  /// Called on the receiver's worker: acts on the receiver, or bounces if it has ended.
  void deliver() noexcept override;
  /// What it does to the receiver, which is alive.
  virtual void act(process&) noexcept {}
  /// What it does if there is no receiver.
  virtual void bounce() noexcept {}

  const pid to;
};

}  // namespace fauxtp::detail
