#pragma once

#include <atomic>

#include "runtime/bell.hpp"
#include "runtime/clock.hpp"

namespace fauxtp::runtime {

class worker;

/// What one thread hands to a worker. It is delivered on the worker's thread, and parcels of one
/// sender are delivered in the order in which they were pushed.
struct parcel {
  parcel* next = nullptr;
  virtual ~parcel() = default;
  /// The parcel owns itself from here on: it deletes itself or passes itself on.
  virtual void deliver() noexcept = 0;
};

/// The place where threads meet a worker: the only shared memory on the path of a message.
///
/// Inboxes are never freed, because a sender may hold one whose worker has ended. Such an inbox is
/// closed and refuses parcels until it serves another worker. A parcel for an actor of the former
/// owner then finds no receiver.
class inbox {
 public:
  /// `sleep`: where the owner sleeps; it must live until release().
  static inbox& acquire(bell& sleep);
  /// Closes it and deletes what is left in it.
  static void release(inbox& box);

  /// Any thread. False if the inbox is closed: then the parcel still belongs to the caller.
  bool push(parcel* sent) noexcept;
  /// Any thread: ends the owner's wait without a parcel.
  void ring() noexcept;

  /// Owner: takes all parcels, oldest first.
  parcel* take() noexcept;
  bool empty() const noexcept { return head_.load(std::memory_order_relaxed) == nullptr; }
  /// Owner: sleeps until a parcel comes, the bell rings or the deadline passes. It spins a little
  /// first, because to wake a sleeper costs a system call.
  void wait(time_point deadline, int spins) noexcept;

  bool rung() const noexcept { return rung_.load(std::memory_order_relaxed); }

 private:
  enum class owner : unsigned char { awake, asleep, being_woken };

  alignas(128) std::atomic<parcel*> head_{nullptr};
  std::atomic<bool> rung_{false};
  alignas(128) std::atomic<owner> owner_{owner::awake};
  bell* bell_ = nullptr;  // others touch it only while the owner is being woken
};

}  // namespace fauxtp::runtime
