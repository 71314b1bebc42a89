// How those who wait for something in memory learn of it.
#include "testing/memory_source.hpp"

#include <algorithm>
#include <utility>

#include "runtime/timer_wheel.hpp"
#include "runtime/worker.hpp"

namespace fauxtp::testing {

runtime::time_point now_here() noexcept {
  const runtime::worker* here = runtime::worker::current();
  return here == nullptr ? runtime::time_point::min() : here->time().now();
}

/// One who waits. It lives on the worker where the wait does; parcels that tell it to look may come
/// when the wait has ended.
class memory_source::watch final : public runtime::timer,
                                   public std::enable_shared_from_this<watch> {
 public:
  watch(memory_source& at, runtime::io_wait& whose) : at_(at), whose_(&whose) {}

  bool is_of(const runtime::io_wait& wait) const noexcept { return whose_ == &wait; }
  /// On its worker. Tells the wait if its moment has come.
  void look() noexcept;
  /// Any thread that has locked the guard.
  void look_soon() noexcept;
  /// On its worker.
  void end() noexcept {
    whose_ = nullptr;
    if (armed()) home_.timers().cancel(*this);
  }

 private:
  struct order_to_look;
  void expired() noexcept override { look(); }

  memory_source& at_;
  runtime::io_wait* whose_;  // null when it was told or does not wait any more
  runtime::worker& home_ = *runtime::worker::current();
  bool ordered_ = false;  // to look; under the guard
};

struct memory_source::watch::order_to_look final : runtime::parcel {
  explicit order_to_look(std::shared_ptr<watch> who) : who(std::move(who)) {}
  void deliver() noexcept override {
    who->look();
    delete this;
  }
  std::shared_ptr<watch> who;
};

void memory_source::watch::look() noexcept {
  const std::shared_ptr<watch> kept = shared_from_this();
  if (whose_ == nullptr) return;
  std::unique_lock lock(at_.guard_);
  ordered_ = false;
  const state now = at_.look(now_here());
  const runtime::io_events come = now.ready & whose_->wanted();
  if (come.any()) std::erase(at_.watches_, kept);
  lock.unlock();
  if (armed()) home_.timers().cancel(*this);
  if (come.any()) {
    std::exchange(whose_, nullptr)->ready(come);
  } else if (now.next != never) {
    home_.timers().arm(*this, now.next);
  }
}

void memory_source::watch::look_soon() noexcept {
  if (std::exchange(ordered_, true)) return;
  auto* order = new order_to_look(shared_from_this());
  if (!home_.post(order)) delete order;
}

void memory_source::changed() noexcept {
  for (const auto& each : watches_) each->look_soon();
}

void memory_source::add(runtime::io_wait& wait) {
  auto added = std::make_shared<watch>(*this, wait);
  {
    const std::lock_guard lock(guard_);
    watches_.push_back(added);
  }
  added->look();
}

void memory_source::remove(runtime::io_wait& wait) noexcept {
  std::shared_ptr<watch> removed;
  {
    const std::lock_guard lock(guard_);
    const auto found =
        std::ranges::find_if(watches_, [&](const auto& each) { return each->is_of(wait); });
    if (found == watches_.end()) return;
    removed = std::move(*found);
    watches_.erase(found);
  }
  removed->end();
}

}  // namespace fauxtp::testing
