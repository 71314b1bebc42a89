#pragma once

#include <mutex>

#include "runtime/interleaver.hpp"

namespace fauxtp::runtime {

/// A mutex around what threads share: before one takes it, a simulation may let another one run.
/// Who has it may be stopped at a choice point, so whoever else wants it lets the others run.
///
/// It must not be taken under a lock of another kind.
class interleaved_mutex {
 public:
  void lock() {
    interleaver::choice_point();
    if (interleaver::is_there()) [[unlikely]] {
      while (!mutex_.try_lock()) interleaver::choice_point();
      return;
    }
    mutex_.lock();
  }
  void unlock() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

}  // namespace fauxtp::runtime
