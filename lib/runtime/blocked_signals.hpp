#pragma once

#include <pthread.h>

#include <csignal>

namespace fauxtp::runtime {

/// While it exists, the calling thread gets no signals; a thread or process that it makes meanwhile
/// begins so, too.
class blocked_signals {
 public:
  blocked_signals() noexcept {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~blocked_signals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  blocked_signals(const blocked_signals&) = delete;
  blocked_signals& operator=(const blocked_signals&) = delete;

 private:
  sigset_t before_;
};

}  // namespace fauxtp::runtime
