// A list of parcels to which many threads push.
#include "runtime/inbox.hpp"

#include <memory>
#include <mutex>
#include <thread>
#include <vector>

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

inbox& inbox::acquire(bell& sleep) {
  pool& all = inboxes();
  const std::lock_guard lock(all.guard);
  if (all.idle.empty()) {
    all.all.push_back(std::make_unique<inbox>());
    all.all.back()->bell_ = &sleep;
    return *all.all.back();
  }
  inbox* reused = all.idle.back();
  all.idle.pop_back();
  reused->bell_ = &sleep;
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
  if (head == nullptr && owner_.load(std::memory_order_seq_cst) != owner::awake) ring();
  return true;
}

void inbox::ring() noexcept {
  rung_.store(true, std::memory_order_seq_cst);
  owner found = owner_.load(std::memory_order_seq_cst);
  if (found != owner::asleep || !owner_.compare_exchange_strong(found, owner::being_woken)) return;
  bell_->ring();
  owner_.store(owner::awake, std::memory_order_release);
}

parcel* inbox::take() noexcept {
  if (empty()) return nullptr;
  return reversed(head_.exchange(nullptr, std::memory_order_acquire));
}

void inbox::wait(time_point deadline, int spins) noexcept {
  const auto called = [this] { return !empty() || rung(); };
  for (int i = 0; i < spins && !called(); ++i) spin_once();
  owner_.store(owner::asleep, std::memory_order_seq_cst);
  if (head_.load(std::memory_order_seq_cst) == nullptr && !rung_.load(std::memory_order_seq_cst)) {
    bell_->sleep(deadline);
  }
  // A thread that rings at this moment is waited for: the bell may end with the owner.
  owner expected = owner::asleep;
  if (!owner_.compare_exchange_strong(expected, owner::awake)) {
    while (owner_.load(std::memory_order_acquire) != owner::awake) std::this_thread::yield();
  }
  // If this clears a ring of the bell, the owner's next look around must see the reason for that
  // ring.
  rung_.store(false, std::memory_order_seq_cst);
}

}  // namespace fauxtp::runtime
