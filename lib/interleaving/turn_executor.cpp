// Threads for functions that block, in a simulation.
#include "interleaving/turn_executor.hpp"

#include <utility>

#include "runtime/thread_name.hpp"

namespace fauxtp::interleaving {

void turn_executor::run(std::function<void()> function) {
  {
    const std::lock_guard lock(guard_);
    queue_.push_back(std::move(function));
    ++pending_;
    if (pending_ > threads_.size() && threads_.size() < most_threads_) return add_thread();
  }
  wake_all();
}

void turn_executor::add_thread() {
  turn_taker::player& own = turns_.add();
  threads_.emplace_back([this, &own] { serve(own); });
  players_.push_back(&own);
}

void turn_executor::wake_all() noexcept {
  for (turn_taker::player* each : players_) turns_.wake(*each);
}

void turn_executor::finish() noexcept {
  {
    const std::lock_guard lock(guard_);
    ending_ = true;
  }
  wake_all();
  for (std::thread& each : threads_) {
    if (each.joinable()) each.join();
  }
}

std::size_t turn_executor::pending() const {
  const std::lock_guard lock(guard_);
  return pending_;
}

void turn_executor::serve(turn_taker::player& own) {
  runtime::name_thread("fauxtp/blocking");
  turns_.enter(own);
  std::unique_lock lock(guard_);
  for (;;) {
    while (queue_.empty() && !ending_) {
      lock.unlock();
      turns_.sleep(runtime::time_point::max());
      lock.lock();
    }
    if (queue_.empty()) break;
    auto function = std::move(queue_.front());
    queue_.pop_front();
    if (queue_.empty()) complained_ = false;
    lock.unlock();
    turns_.step();
    function();
    function = nullptr;
    lock.lock();
    --pending_;
    lock.unlock();
    counted_off_();
    lock.lock();
  }
  lock.unlock();
  turns_.leave();
}

}  // namespace fauxtp::interleaving
