// Threads of applications: a fault in one of them is to be reported, too.
#include <dlfcn.h>
#include <pthread.h>

#include <cerrno>
#include <memory>
#include <new>

#include "runtime/fatal_signal.hpp"
#include "runtime/sanitizer.hpp"

namespace fauxtp::runtime {
namespace {

struct beginning {
  void* (*run)(void*);
  void* argument;
};

// pthread_exit and pthread_cancel unwind this function.
void* run_watched(void* begun) {
  const beginning what = *std::unique_ptr<beginning>(static_cast<beginning*>(begun));
  const fault_watch named;
  return what.run(what.argument);
}

}  // namespace
}  // namespace fauxtp::runtime

// A sanitizer has a pthread_create of its own, and nothing may run on a new thread before that.
#if !defined(FAUXTP_ASAN) && !defined(__SANITIZE_THREAD__)
// A signal handler needs another stack when the thread's own stack has overflowed, and only the
// thread itself can provide one. This function comes before the C library's, because this library
// is loaded before that one.
extern "C" [[gnu::visibility("default")]] int pthread_create(pthread_t* made,
                                                             const pthread_attr_t* attributes,
                                                             void* (*run)(void*),
                                                             void* argument) noexcept {
  using namespace fauxtp::runtime;
  static const auto real =
      reinterpret_cast<decltype(&pthread_create)>(dlsym(RTLD_NEXT, "pthread_create"));
  if (!fault_watch::is_used()) return real(made, attributes, run, argument);
  std::unique_ptr<beginning> begun(new (std::nothrow) beginning{run, argument});
  if (begun == nullptr) return EAGAIN;
  const int failed = real(made, attributes, &run_watched, begun.get());
  if (failed == 0) static_cast<void>(begun.release());
  return failed;
}
#endif
