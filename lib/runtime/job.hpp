#pragma once

#include <cstddef>

namespace fauxtp::runtime {

class fiber;

/// What a fiber runs: an actor's life.
class job {
 public:
  /// The job needs at least this much stack, in bytes.
  explicit job(std::size_t stack_size) : stack_size_(stack_size) {}
  virtual ~job() = default;
  std::size_t stack_size() const noexcept { return stack_size_; }
  /// Runs on the fiber. It may delete the job; nothing touches the job afterwards.
  virtual void run(fiber& own) noexcept = 0;
  /// Called instead of run() if there was no memory for a stack. It runs on the stack of another
  /// fiber, so it must not wait.
  virtual void cannot_run() noexcept = 0;
  /// The job's name, for the report of a stack overflow: it is read in a signal handler.
  virtual const char* label() const noexcept = 0;

 private:
  friend class fresh_jobs;

  job* next_ = nullptr;  // the next job among those that have not begun
  std::size_t stack_size_;
};

}  // namespace fauxtp::runtime
