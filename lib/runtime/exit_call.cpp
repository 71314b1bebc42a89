// What `exit` means in an actor.
#include "runtime/exit_call.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

#include "runtime/forked_child.hpp"
#include "runtime/process_end.hpp"
#include "runtime/worker.hpp"

namespace fauxtp::runtime {
namespace {

/// The C library would first destroy what the thread owns; Boost's scheduler would then wait for
/// all its fibers, of which one is the caller. After that the C library would destroy static
/// objects, while other actors use them.
[[noreturn]] void exit_of_actor(int code) noexcept {
  static std::atomic<bool> under_way{false};
  if (is_forked_child()) {
    std::fflush(nullptr);
    _exit(code);
  }
  while (under_way.exchange(true)) pause();
  process_end end;
  end.what = process_end::kind::exit;
  end.number = code;
  note_who(end);
  tell_here(end);
  std::fflush(nullptr);
  _exit(code);
}

/// For calls from inside of the C library, as in err(3), which use the C library's own `exit`. The
/// exit code cannot be seen there; these calls are about failures.
struct thread_end {
  ~thread_end() {
    if (worker::current() != nullptr) exit_of_actor(EXIT_FAILURE);
  }
};

}  // namespace

void watch_for_exit() noexcept {
  static thread_local const thread_end here;
  static_cast<void>(&here);
}

}  // namespace fauxtp::runtime

// This function comes before the C library's, because this library is loaded before that one.
extern "C" [[gnu::visibility("default")]] void exit(int code) noexcept {
  using namespace fauxtp::runtime;
  if (worker::current() != nullptr || acting_for != nullptr) exit_of_actor(code);
  static const auto real = reinterpret_cast<void (*)(int)>(dlsym(RTLD_NEXT, "exit"));
  real(code);
  __builtin_unreachable();
}
