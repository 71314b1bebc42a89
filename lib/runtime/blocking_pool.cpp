// Threads that run functions which would stall a worker.
#include "runtime/blocking_pool.hpp"

#include <unistd.h>

#include <system_error>

#include "runtime/fatal_signal.hpp"
#include "runtime/forked_child.hpp"
#include "runtime/thread_name.hpp"

namespace fauxtp::runtime {

void blocking_pool::finish() noexcept {
  {
    const std::lock_guard lock(guard_);
    ending_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void blocking_pool::run(std::function<void()> function) {
  {
    const std::lock_guard lock(guard_);
    if (pending_ >= threads_.size() && threads_.size() < most_threads_) add_thread();
    queue_.push_back(std::move(function));
    ++pending_;
  }
  changed_.notify_one();
}

void blocking_pool::add_thread() {
  try {
    threads_.emplace_back([this] { serve(); });
  } catch (const std::system_error&) {
    if (threads_.empty()) throw;  // otherwise the function waits for one of these
  }
}

std::size_t blocking_pool::pending() const {
  const std::lock_guard lock(guard_);
  return pending_;
}

void blocking_pool::serve() {
  name_thread("fauxtp/blocking");
  const fault_watch named;
  std::unique_lock lock(guard_);
  for (;;) {
    changed_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    if (queue_.empty()) return;
    auto function = std::move(queue_.front());
    queue_.pop_front();
    if (queue_.empty()) complained_ = false;
    lock.unlock();
    function();
    if (is_forked_child()) _exit(0);
    function = nullptr;
    lock.lock();
    --pending_;
    lock.unlock();
    counted_off_();
    lock.lock();
  }
}

}  // namespace fauxtp::runtime
