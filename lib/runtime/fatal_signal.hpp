#pragma once

#include <cstddef>
#include <memory>

namespace fauxtp::runtime {

/// While one lives, a stack overflow on this thread's fibers is reported by the name of the fiber
/// and its stack size before the process aborts. Other faults go to whoever handled them before.
class stack_overflow_report {
 public:
  stack_overflow_report();
  ~stack_overflow_report();
  stack_overflow_report(const stack_overflow_report&) = delete;
  stack_overflow_report& operator=(const stack_overflow_report&) = delete;

 private:
  // The handler cannot run on the stack that has just ended.
  static constexpr std::size_t own_stack_size = 64 * 1024;
  std::unique_ptr<char[]> own_stack_;
};

}  // namespace fauxtp::runtime
