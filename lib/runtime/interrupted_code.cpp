// Looks from a signal handler at what it has interrupted.
#include "runtime/interrupted_code.hpp"

#include <execinfo.h>
#include <ucontext.h>

#include <algorithm>
#include <array>

#include "runtime/native_stack.hpp"

namespace fauxtp::runtime {

interrupted_code::interrupted_code([[maybe_unused]] void* context) noexcept {
#if defined(__x86_64__)
  const auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  instruction = static_cast<std::uintptr_t>(registers[REG_RIP]);
  stack_pointer = static_cast<std::uintptr_t>(registers[REG_RSP]);
#elif defined(__aarch64__)
  const auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext;
  instruction = registers.pc;
  stack_pointer = registers.sp;
#endif
}

std::size_t interrupted_code::write_stack(std::span<const void*> into) const noexcept {
  constexpr std::size_t of_handlers = 8;  // frames at most, a sanitizer's included
  std::array<void*, deepest_stack + of_handlers> all;
  const int depth = backtrace(all.data(), static_cast<int>(all.size()));
  const auto end = all.begin() + std::max(depth, 0);
  const auto code = reinterpret_cast<void*>(instruction);
  auto first = std::find(all.begin(), end, code);
  if (first == end) first = all.begin();
  const auto written = std::min(static_cast<std::size_t>(end - first), into.size());
  std::copy_n(first, written, into.begin());
  if (written > 0 && *first == code) into[0] = static_cast<char*>(code) + 1;
  return written;
}

}  // namespace fauxtp::runtime
