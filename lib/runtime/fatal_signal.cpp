// Names the actor whose stack overflowed.
#include "runtime/stack_overflow.hpp"

#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <mutex>

#include "runtime/fiber.hpp"
#include "runtime/sanitizer.hpp"
#include "runtime/stack_slab.hpp"

namespace fauxtp::runtime {
namespace {

struct sigaction before_segv, before_bus;

/// A line put together without allocating, and written at once: others write to standard error too.
class line {
 public:
  line& add(const char* text) noexcept {
    while (*text != '\0' && size_ < sizeof text_) text_[size_++] = *text++;
    return *this;
  }
  line& add(std::size_t number) noexcept {
    char digits[24];
    std::size_t at = sizeof digits - 1;
    digits[at] = '\0';
    do digits[--at] = static_cast<char>('0' + number % 10);
    while ((number /= 10) != 0);
    return add(digits + at);
  }
  void write_out() noexcept {
    if (write(STDERR_FILENO, text_, size_) < 0) return;
  }

 private:
  char text_[1024];
  std::size_t size_ = 0;
};

void on_fault(int signal, siginfo_t* info, void*) {
  if (const fiber* user = stack_slab::overflowed(info->si_addr)) {
    line()
        .add("\nfauxtp: stack overflow in actor ")
        .add(user->label())
        .add(": its stack of ")
        .add(user->stack_size() / sanitizer::stack_factor / 1024)
        .add(" KiB is used up. Give it a larger stack_size, or move large locals to the heap.\n")
        .write_out();
    struct sigaction standard {};
    standard.sa_handler = SIG_DFL;
    sigaction(SIGABRT, &standard, nullptr);
    abort();
  }
  // The fault happens again when the handler returns, and then meets the former handler.
  sigaction(signal, signal == SIGSEGV ? &before_segv : &before_bus, nullptr);
}

void install() {
  struct sigaction ours {};
  ours.sa_sigaction = on_fault;
  ours.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGSEGV, &ours, &before_segv);
  sigaction(SIGBUS, &ours, &before_bus);
}

}  // namespace

stack_overflow_report::stack_overflow_report() {
  static std::once_flag once;
  std::call_once(once, install);
  stack_t present{};
  sigaltstack(nullptr, &present);
  if ((present.ss_flags & SS_DISABLE) == 0) return;
  own_stack_ = std::make_unique<char[]>(own_stack_size);
  stack_t own{};
  own.ss_sp = own_stack_.get();
  own.ss_size = own_stack_size;
  sigaltstack(&own, nullptr);
}

stack_overflow_report::~stack_overflow_report() {
  if (!own_stack_) return;
  stack_t none{};
  none.ss_flags = SS_DISABLE;
  sigaltstack(&none, nullptr);
}

}  // namespace fauxtp::runtime
