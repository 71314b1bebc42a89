// Takes the stack of the running thread, or of a fiber that is parked.
#include "runtime/native_stack.hpp"

#include <execinfo.h>

#include <array>

namespace fauxtp::runtime {

native_stack own_stack() {
  std::array<void*, deepest_stack> frames;
  const int depth = backtrace(frames.data(), static_cast<int>(frames.size()));
  return native_stack(frames.begin() + 1, frames.begin() + depth);
}

#if defined(__x86_64__)
// Calls f(argument), and tells an unwinder that walks the stack from there that the caller of this
// function is the caller of that frame's function. So the unwinder goes on along a stack that no
// thread runs on. A frame begins with its caller's rbp and the return address; other registers are
// not needed to find the frames above.
extern "C" void fauxtp_call_below(const void* frame, void (*f)(void*), void* argument);
asm(R"(
  .pushsection .text
  .local fauxtp_call_below
  .type fauxtp_call_below, @function
fauxtp_call_below:
  .cfi_startproc
  push %rbx
  mov %rdi, %rbx
  mov %rdx, %rdi
  .cfi_def_cfa %rbx, 16
  .cfi_offset %rbp, -16
  call *%rsi
  .cfi_def_cfa %rsp, 16
  .cfi_restore %rbp
  pop %rbx
  ret
  .cfi_endproc
  .size fauxtp_call_below, . - fauxtp_call_below
  .popsection
)");

native_stack stack_below(const void* frame) {
  struct frames {
    std::array<void*, deepest_stack> all;
    int depth = 0;
  } found;
  fauxtp_call_below(
      frame,
      [](void* into) {
        auto& to = *static_cast<frames*>(into);
        to.depth = backtrace(to.all.data(), static_cast<int>(to.all.size()));
      },
      &found);
  constexpr int here = 2;  // the lambda above, and what has called it
  if (found.depth <= here) return {};
  return native_stack(found.all.begin() + here, found.all.begin() + found.depth);
}
#else
native_stack stack_below(const void*) { return {}; }
#endif

}  // namespace fauxtp::runtime
