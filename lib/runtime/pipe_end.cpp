// Reading and writing pipes.
#include "runtime/pipe_end.hpp"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>

#include "runtime/system_call.hpp"

namespace fauxtp::runtime {
namespace {

/// Who writes to a pipe that nobody reads gets a signal, which ends the process by default. Here it
/// gets an error only.
class without_pipe_signal {
 public:
  without_pipe_signal() noexcept {
    sigemptyset(&signal_);
    sigaddset(&signal_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &signal_, &before_);
  }
  ~without_pipe_signal() {
    const int error = errno;
    const timespec at_once{};
    if (!was_pending_) sigtimedwait(&signal_, nullptr, &at_once);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    errno = error;
  }
  without_pipe_signal(const without_pipe_signal&) = delete;
  without_pipe_signal& operator=(const without_pipe_signal&) = delete;

 private:
  sigset_t signal_;
  sigset_t before_;
  bool was_pending_;
};

}  // namespace

io_result pipe_end::read(std::span<std::byte> to) noexcept {
  return result_of(uninterrupted([&] { return ::read(number(), to.data(), to.size()); }));
}

// The pieces one by one: who writes to a pipe writes little, or one large piece.
io_result pipe_end::write(std::span<const std::span<const std::byte>> pieces) noexcept {
  const without_pipe_signal quiet;
  io_result all;
  for (const auto& each : pieces) {
    const io_result done =
        result_of(uninterrupted([&] { return ::write(number(), each.data(), each.size()); }));
    all.size += done.size;
    if (done.error != 0 && all.size == 0) all.error = done.error;
    if (done.size < each.size()) break;
  }
  return all;
}

int pipe_end::end_writing() noexcept {
  close();
  return 0;
}

}  // namespace fauxtp::runtime
