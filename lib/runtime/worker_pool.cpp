// Threads as workers, and the question whether all of them are quiet.
#include "runtime/worker_pool.hpp"

#include <algorithm>
#include <string>
#include <system_error>

#include "runtime/thread_name.hpp"

namespace fauxtp::runtime {

/// Wakes the fiber that waits in settle().
struct worker_pool::settled final : parcel {
  explicit settled(worker& worker) : home(worker), waiting(worker.running()) {}
  void deliver() noexcept override {
    done = true;
    home.wake(waiting);
  }
  worker& home;
  fiber& waiting;
  bool done = false;
};

namespace {

struct look_at_the_clock final : parcel {
  void deliver() noexcept override { delete this; }
};

}  // namespace

worker_pool::worker_pool(std::size_t threads, const world& of, std::size_t most_blocking_threads)
    : blocking_(of.make_executor(most_blocking_threads, [this] { one_may_be_the_last(); })) {
  for (std::size_t i = 0; i <= threads; ++i) {
    workers_.push_back(std::make_unique<worker>(*this, i, of));
  }
  at(0).begin();
  try {
    for (std::size_t i = 1; i <= threads; ++i) {
      threads_.emplace_back([&own = at(i)] {
        name_thread("fauxtp/" + std::to_string(own.index()));
        own.serve();
      });
    }
  } catch (const std::system_error& refused) {
    const std::string given = std::to_string(threads_.size());
    end();
    throw std::system_error(refused.code(), "fauxtp: a node wants " + std::to_string(threads) +
                                                " threads, and the system gives it " + given);
  }
}

worker_pool::~worker_pool() { end(); }

void worker_pool::end() noexcept {
  at(0).bell().ends();
  blocking_->finish();
  for (std::size_t i = 1; i <= threads_.size(); ++i) at(i).finish();
  for (std::thread& thread : threads_) thread.join();
  blocking_.reset();  // workers ask it, until they end, how much it has to do
  at(0).end();
}

void worker_pool::settle() {
  worker& here = *worker::current();
  settled waiter(here);
  waiter_ = &waiter;
  settling_.store(++last_settle_);
  // Each worker asks, before it sleeps, whether it is the last. Workers that sleep already must ask
  // again, because this question was not there when they fell asleep.
  for (const auto& worker : workers_) worker->box().ring();
  while (!waiter.done) here.park();
}

void worker_pool::one_may_be_the_last() noexcept {
  // The settle() is known by its number: what was found while one settle() waited must not end the
  // next.
  std::uint64_t settle = settling_.load();
  if (settle == 0 || !all_quiet() || !settling_.compare_exchange_strong(settle, 0)) return;
  if (!waiter_->home.post(waiter_)) std::abort();
}

// True only if there was an instant at which every worker was idle with nothing sent to it: an idle
// worker begins to work only through a parcel or a descriptor, and the epochs show that none did in
// between. A blocking function sends its parcel before it is counted off, so the pool is looked at
// before the inboxes.
bool worker_pool::all_quiet() const noexcept {
  std::vector<std::uint64_t> epochs;
  for (const auto& worker : workers_) {
    epochs.push_back(worker->idle_epoch());
    if (epochs.back() % 2 == 0) return false;
  }
  if (blocking_->pending() > 0) return false;
  for (const auto& worker : workers_) {
    if (!worker->box().empty() || worker->bell().has_news()) return false;
  }
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    if (workers_[i]->idle_epoch() != epochs[i]) return false;
  }
  return true;
}

time_point worker_pool::next_timer() const noexcept {
  time_point next = time_point::max();
  for (const auto& worker : workers_) next = std::min(next, worker->timers().first_expiry());
  return next;
}

void worker_pool::clock_has_moved() noexcept {
  for (const auto& worker : workers_) {
    auto* look = new look_at_the_clock;
    if (!worker->post(look)) delete look;
  }
}

}  // namespace fauxtp::runtime
