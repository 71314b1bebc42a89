#pragma once

#include <pthread.h>

#include <new>

namespace fauxtp::runtime {

/// Has a function called at the end of each thread that has asked for it. Unlike a thread_local
/// with a destructor, it takes no lock of the system's loader: a module that hangs while it is
/// loaded holds that lock for ever, and must not hold up a thread that uses something here for the
/// first time.
class at_thread_end {
 public:
  /// Throws std::bad_alloc if the process has a thousand of these already.
  explicit at_thread_end(void (*run)(void*)) {
    if (pthread_key_create(&key_, run) != 0) throw std::bad_alloc();
  }
  at_thread_end(const at_thread_end&) = delete;
  at_thread_end& operator=(const at_thread_end&) = delete;

  /// Asks for the call at the end of this thread, with this argument, which must not be null.
  void ask(void* argument) const noexcept { pthread_setspecific(key_, argument); }

 private:
  pthread_key_t key_;
};

}  // namespace fauxtp::runtime
