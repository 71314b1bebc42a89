// A list of parcels to which many threads push, with a bell; the owner sleeps on a futex.
#include "runtime/inbox.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <ctime>
#include <memory>
#include <mutex>
#include <vector>

#include "runtime/sanitizer.hpp"

namespace fauxtp::runtime {
namespace {

struct end_mark final : parcel {
  void deliver() noexcept override {}
};
end_mark closed;  // stands in head_ while no worker owns the inbox

// Never destroyed, on purpose; see the class comment.
struct pool {
  std::mutex guard;
  std::vector<inbox*> idle;
  std::vector<std::unique_ptr<inbox>> all;
};
pool& inboxes() {
  static pool* all = new pool;
  return *all;
}

parcel* reversed(parcel* newest) noexcept {
  parcel* oldest = nullptr;
  while (newest != nullptr) {
    parcel* older = newest->next;
    newest->next = oldest;
    oldest = newest;
    newest = older;
  }
  return oldest;
}

void spin_once() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

inbox& inbox::acquire() {
  pool& all = inboxes();
  const std::lock_guard lock(all.guard);
  if (all.idle.empty()) {
    all.all.push_back(std::make_unique<inbox>());
    return *all.all.back();
  }
  inbox* reused = all.idle.back();
  all.idle.pop_back();
  reused->head_.store(nullptr, std::memory_order_release);
  reused->rung_.store(false, std::memory_order_relaxed);
  return *reused;
}

void inbox::release(inbox& box) {
  parcel* rest = reversed(box.head_.exchange(&closed, std::memory_order_acq_rel));
  while (rest != nullptr) {
    parcel* next = rest->next;
    delete rest;
    rest = next;
  }
  pool& all = inboxes();
  const std::lock_guard lock(all.guard);
  all.idle.push_back(&box);
}

bool inbox::push(parcel* sent) noexcept {
  parcel* head = head_.load(std::memory_order_relaxed);
  do {
    if (head == &closed) return false;
    sent->next = head;
  } while (!head_.compare_exchange_weak(head, sent, std::memory_order_seq_cst,
                                        std::memory_order_relaxed));
  if (head == nullptr && asleep_.load(std::memory_order_seq_cst) != 0) ring();
  return true;
}

void inbox::ring() noexcept {
  rung_.store(true, std::memory_order_seq_cst);
  if (asleep_.load(std::memory_order_seq_cst) != 0 && asleep_.exchange(0) != 0) {
    syscall(SYS_futex, &asleep_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
  }
}

parcel* inbox::take() noexcept {
  if (empty()) return nullptr;
  return reversed(head_.exchange(nullptr, std::memory_order_acquire));
}

void inbox::wait(time_point deadline, int spins) noexcept {
  const auto called = [this] { return !empty() || rung(); };
  for (int i = 0; i < spins && !called(); ++i) spin_once();
  asleep_.store(1, std::memory_order_seq_cst);
  if (head_.load(std::memory_order_seq_cst) == nullptr && !rung_.load(std::memory_order_seq_cst)) {
    timespec limit{};
    timespec* timeout = nullptr;
    if (deadline != time_point::max()) {
      const auto left = nanoseconds(deadline - std::chrono::steady_clock::now()).count();
      limit = {left / 1'000'000'000, left % 1'000'000'000};
      timeout = &limit;
    }
    if (timeout == nullptr || limit.tv_sec > 0 || limit.tv_nsec > 0) {
      syscall(SYS_futex, &asleep_, FUTEX_WAIT_PRIVATE, 1, timeout, nullptr, 0);
      sanitizer::let_signals_in();
    }
  }
  asleep_.store(0, std::memory_order_relaxed);
  // If this clears a ring of the bell, the owner's next look around must see the reason for that
  // ring.
  rung_.store(false, std::memory_order_seq_cst);
}

}  // namespace fauxtp::runtime
