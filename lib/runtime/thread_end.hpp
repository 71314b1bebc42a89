#pragma once

#include <pthread.h>

#include <new>

namespace fauxtp::runtime {

/// Has a function called when a thread ends that has asked for it. Other than a thread_local with a
/// destructor it takes no lock of the system's loader: a module that hangs while it is loaded has
/// that one for ever, and must not hold up whoever uses something here for the first time.
class at_thread_end {
 public:
  /// Throws std::bad_alloc if there are a thousand already.
  explicit at_thread_end(void (*run)(void*)) {
    if (pthread_key_create(&key_, run) != 0) throw std::bad_alloc();
  }
  at_thread_end(const at_thread_end&) = delete;
  at_thread_end& operator=(const at_thread_end&) = delete;

  /// For this thread, with that argument, which is not null.
  void ask(void* argument) const noexcept { pthread_setspecific(key_, argument); }

 private:
  pthread_key_t key_;
};

}  // namespace fauxtp::runtime
