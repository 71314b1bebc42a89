// Names the actor or the thread in which a fault ends the process.
#include "runtime/fatal_signal.hpp"

#include <cxxabi.h>
#include <execinfo.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iterator>
#include <mutex>

#include "runtime/fiber.hpp"
#include "runtime/forked_child.hpp"
#include "runtime/interrupted_code.hpp"
#include "runtime/process_end.hpp"
#include "runtime/sanitizer.hpp"
#include "runtime/stack_slab.hpp"

namespace fauxtp::runtime {
namespace {

// The first two may be stack overflows.
constexpr int fatal[] = {SIGSEGV, SIGBUS, SIGFPE,  SIGILL, SIGABRT,
                         SIGTRAP, SIGSYS, SIGQUIT, SIGXCPU};
struct sigaction before[std::size(fatal)];

process_end the_end;
std::atomic<bool> used{false};

// The bounds of this thread's own stack.
constinit thread_local std::uintptr_t stack_bottom = 0;
constinit thread_local std::size_t stack_size = 0;

/// Lines that are put together without allocating, and written at once, because other threads write
/// to standard error too.
class text {
 public:
  text& add(const char* part) noexcept {
    while (*part != '\0' && size_ < sizeof text_) text_[size_++] = *part++;
    return *this;
  }
  text& add(std::size_t number) noexcept {
    char digits[24];
    std::size_t at = sizeof digits - 1;
    digits[at] = '\0';
    do digits[--at] = static_cast<char>('0' + number % 10);
    while ((number /= 10) != 0);
    return add(digits + at);
  }
  /// A pipe takes a text of this size without making the writer wait, if poll() says that it takes
  /// something.
  void write_out() noexcept {
    pollfd room{STDERR_FILENO, POLLOUT, 0};
    if (poll(&room, 1, 0) == 1 && write(STDERR_FILENO, text_, size_) < 0) return;
  }

 private:
  char text_[4096];
  std::size_t size_ = 0;
};

/// For the case that no other thread could tell of the end.
void tell_in_handler(const process_end& end) noexcept {
  static text line;
  const bool overflow = end.is_overflow();
  line.add("\nfauxtp: ");
  if (overflow) {
    line.add("stack overflow");
  } else {
    line.add("SIG").add(sigabbrev_np(end.number));
  }
  if (end.who != nullptr) {
    line.add(" in actor ").add(end.who->label());
  } else {
    line.add(" in thread ").add(end.thread.data());
  }
  if (overflow) {
    line.add(": its stack of ").add(end.stack_size / 1024).add(" KiB is used up");
  }
  line.add("\n");
  for (std::size_t i = 0; i < end.depth; ++i) {
    char place[256];
    write_place(end.frames[i], place, sizeof place);
    line.add("    #").add(i).add(" ").add(place).add("\n");
  }
  line.write_out();
}

/// Whether a fault at this address is an overflow of this thread's own stack.
bool has_overflowed(const void* address, void* context) noexcept {
  constexpr std::uintptr_t near = 64 * 1024;
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  const std::uintptr_t stack = interrupted_code(context).stack_pointer;
  const bool at_the_end = stack_size != 0 && at + near > stack_bottom && at < stack_bottom + near;
  return at_the_end && at + near > stack && at < stack + near;
}

struct sigaction standard_action() {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  return standard;
}

/// A fault happens again when the handler returns; a signal that was sent is sent again.
void let_it_happen(int signal, const siginfo_t* info) noexcept {
  const struct sigaction standard = standard_action();
  sigaction(signal, &standard, nullptr);
  const bool again = info->si_code > 0 && (signal == SIGSEGV || signal == SIGBUS ||
                                           signal == SIGFPE || signal == SIGILL);
  if (!again) raise(signal);
}

void on_fault(int signal, siginfo_t* info, void* context) {
  const auto place = std::find(std::begin(fatal), std::end(fatal), signal) - std::begin(fatal);
  const bool of_memory = place < 2 && info->si_code > 0;
  const fiber* overflowed = of_memory ? stack_slab::overflowed(info->si_addr) : nullptr;
  if (overflowed == nullptr && before[place].sa_handler != SIG_DFL) {
    sigaction(signal, &before[place], nullptr);
    return;
  }
  static std::atomic<pid_t> first{0};
  pid_t nobody = 0;
  if (!first.compare_exchange_strong(nobody, gettid())) {
    while (nobody != gettid()) pause();  // the first fault ends the process
    return let_it_happen(signal, info);
  }
  process_end& end = the_end;
  note_who(end);
  end.number = signal;
  end.code = info->si_code;
  if (info->si_code == SI_USER && info->si_pid != getpid()) {
    end.sender = info->si_pid;
    end.who = nullptr;  // the actor that ran here has not caused it
  }
  if (of_memory) end.address = info->si_addr;
  if (overflowed != nullptr) {
    end.what = process_end::kind::actor_overflow;
    end.who = overflowed->running();
    end.stack_size = overflowed->stack_size() / sanitizer::stack_factor;
  } else if (of_memory && has_overflowed(info->si_addr, context)) {
    end.what = process_end::kind::thread_overflow;
    end.stack_size = stack_size;
  }
  end.depth = interrupted_code(context).write_stack(end.frames);
  if (is_forked_child() || !tell_elsewhere(end)) tell_in_handler(end);
  if (!end.is_overflow()) return let_it_happen(signal, info);
  const struct sigaction standard = standard_action();
  sigaction(SIGABRT, &standard, nullptr);
  abort();
}

/// Keeps what is known of the exception, for the signal that abort() sends.
[[noreturn]] void on_terminate() {
  process_end& end = the_end;
  static std::atomic<bool> first{true};
  if (first.exchange(false)) {
    end.terminates = true;
    end.thrown = abi::__cxa_current_exception_type();
    try {
      if (end.thrown != nullptr) throw;
    } catch (const std::exception& thrown) {
      const char* message = thrown.what();
      if (message != nullptr) std::strncpy(end.message.data(), message, end.message.size() - 1);
    } catch (...) {
    }
  }
  std::abort();
}

void install() {
  struct sigaction ours {};
  ours.sa_sigaction = on_fault;
  ours.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (std::size_t i = 0; i < std::size(fatal); ++i) {
    sigaction(fatal[i], nullptr, &before[i]);
    if (i < 2 || before[i].sa_handler == SIG_DFL) sigaction(fatal[i], &ours, nullptr);
  }
  if (std::get_terminate() == __gnu_cxx::__verbose_terminate_handler) {
    std::set_terminate(on_terminate);
  }
  void* one[1];
  backtrace(one, 1);  // loads what it needs, because a handler must not
  prepare_to_tell();
  used = true;
}

}  // namespace

bool fault_watch::is_used() noexcept { return used.load(std::memory_order_relaxed); }

fault_watch::fault_watch() {
  static std::once_flag once;
  std::call_once(once, install);
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    void* bottom = nullptr;
    pthread_attr_getstack(&attributes, &bottom, &stack_size);
    stack_bottom = reinterpret_cast<std::uintptr_t>(bottom);
    pthread_attr_destroy(&attributes);
  }
  stack_t present{};
  sigaltstack(nullptr, &present);
  if ((present.ss_flags & SS_DISABLE) == 0) return;
  own_stack_ = std::make_unique<char[]>(own_stack_size);
  stack_t own{};
  own.ss_sp = own_stack_.get();
  own.ss_size = own_stack_size;
  sigaltstack(&own, nullptr);
}

fault_watch::~fault_watch() {
  stack_size = 0;
  if (!own_stack_) return;
  stack_t none{};
  none.ss_flags = SS_DISABLE;
  sigaltstack(&none, nullptr);
}

}  // namespace fauxtp::runtime
