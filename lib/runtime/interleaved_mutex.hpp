#pragma once

#include <mutex>

#include "runtime/interleaver.hpp"

namespace fauxtp::runtime {

/// A mutex around what threads share: before one takes it, a simulation may let another one run.
/// It must not be taken under another lock.
class interleaved_mutex {
 public:
  void lock() {
    interleaver::choice_point();
    mutex_.lock();
  }
  void unlock() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

}  // namespace fauxtp::runtime
