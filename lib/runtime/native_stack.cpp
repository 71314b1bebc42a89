// Takes the stack of the running thread, or of a fiber that is parked.
#include "runtime/native_stack.hpp"

#include <execinfo.h>

#include <algorithm>
#include <array>

namespace fauxtp::runtime {
namespace {

using raw_stack = std::array<void*, deepest_stack>;

// The frames from the first one on for which this holds. How many lie before it differs: a
// sanitizer puts a function of its own in front of backtrace().
template <class Condition>
native_stack from_first(const raw_stack& frames, int depth, Condition is_first) {
  const auto end = frames.begin() + depth;
  return native_stack(std::find_if(frames.begin(), end, is_first), end);
}

}  // namespace

[[gnu::noinline]] native_stack own_stack() {
  raw_stack frames;
  const int depth = backtrace(frames.data(), static_cast<int>(frames.size()));
  const void* const caller = __builtin_return_address(0);
  return from_first(frames, depth, [caller](const void* each) { return each == caller; });
}

#if defined(__x86_64__)
// Calls f(argument), and tells an unwinder that walks the stack from there that the caller of this
// function is the caller of that frame's function. So the unwinder goes on along a stack that no
// thread runs on. A frame begins with its caller's rbp and the return address; other registers are
// not needed to find the frames above.
extern "C" void fauxtp_call_below(const void* frame, void (*f)(void*), void* argument);
extern "C" void fauxtp_call_below_ends();
asm(R"(
  .pushsection .text
  .local fauxtp_call_below
  .local fauxtp_call_below_ends
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
fauxtp_call_below_ends:
  .size fauxtp_call_below, . - fauxtp_call_below
  .popsection
)");

native_stack stack_below(const void* frame) {
  struct frames {
    raw_stack all;
    int depth = 0;
  } found;
  fauxtp_call_below(
      frame,
      [](void* into) {
        auto& to = *static_cast<frames*>(into);
        to.depth = backtrace(to.all.data(), static_cast<int>(to.all.size()));
      },
      &found);
  native_stack taken = from_first(found.all, found.depth, [](const void* each) {
    return each > reinterpret_cast<const void*>(fauxtp_call_below) &&
           each <= reinterpret_cast<const void*>(fauxtp_call_below_ends);
  });
  if (!taken.empty()) taken.erase(taken.begin());
  return taken;
}
#else
native_stack stack_below(const void*) { return {}; }
#endif

}  // namespace fauxtp::runtime
