// Takes the stacks of other threads: by a signal handler, or by reading them.
#include "runtime/thread_sight.hpp"

#include <errno.h>
#include <execinfo.h>
#include <link.h>
#include <semaphore.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <mutex>
#include <sstream>
#include <vector>

#include "runtime/interrupted_code.hpp"
#include "runtime/peek.hpp"
#include "runtime/system_call.hpp"
#include "runtime/worker.hpp"

namespace fauxtp::runtime {
namespace {

// A thread that computes.

/// What the handler writes to. It is never destroyed, because a handler may run late.
struct sight {
  std::array<char, 256> label;
  std::array<const void*, deepest_stack> frames;
  std::size_t depth;
  sem_t taken;
  std::atomic<bool> wanted{false};
};
sight& seen() {
  static sight only;
  return only;
}

void on_look(int, siginfo_t*, void* context) {
  const int before = errno;
  sight& mine = seen();
  if (mine.wanted.exchange(false)) {
    worker* here = worker::current();
    std::strncpy(mine.label.data(), here == nullptr ? "(none)" : here->running().label(),
                 mine.label.size() - 1);
    mine.depth = interrupted_code(context).write_stack(mine.frames);
    sem_post(&mine.taken);
  }
  errno = before;
}

void prepare() {
  sem_init(&seen().taken, 0, 0);
  void* first[1];
  backtrace(first, 1);  // loads what it needs, because a handler must not
  struct sigaction ours {};
  ours.sa_sigaction = on_look;
  ours.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
  sigaction(SIGURG, &ours, nullptr);
}

std::optional<thread_sight> interrupt(pid_t thread) {
  static std::once_flag once;
  std::call_once(once, prepare);
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  sight& found = seen();
  while (sem_trywait(&found.taken) == 0) {
  }
  found.wanted = true;
  timespec patience{};
  clock_gettime(CLOCK_REALTIME, &patience);
  patience.tv_sec += 1;
  int waited = tgkill(getpid(), thread, SIGURG);
  if (waited == 0) waited = uninterrupted([&] { return sem_timedwait(&found.taken, &patience); });
  if (waited != 0 && found.wanted.exchange(false)) return std::nullopt;
  const auto end = found.frames.begin() + static_cast<std::ptrdiff_t>(found.depth);
  return thread_sight{true, found.label.data(), native_stack(found.frames.begin(), end)};
}

// A thread that waits in the kernel.

struct registers {
  std::uintptr_t stack_pointer = 0, next_instruction = 0;
};

/// Where the thread waits; nothing if it runs, or if the kernel does not tell.
std::optional<registers> waiting_at(pid_t thread) {
  std::ifstream file("/proc/self/task/" + std::to_string(thread) + "/syscall");
  std::string line;
  if (!std::getline(file, line) || line == "running") return std::nullopt;
  // "NUMBER ARGUMENT... STACK_POINTER NEXT_INSTRUCTION", the last ones in hexadecimal digits.
  std::istringstream words(line);
  const std::vector<std::string> all{std::istream_iterator<std::string>(words), {}};
  if (all.size() < 3) return std::nullopt;
  return registers{std::stoull(all[all.size() - 2], nullptr, 16),
                   std::stoull(all[all.size() - 1], nullptr, 16)};
}

/// Where code lies in this process.
class code_segments {
 public:
  code_segments() { dl_iterate_phdr(&add, this); }

  bool hold(std::uintptr_t address) const {
    return std::ranges::any_of(
        all_, [&](const range& each) { return each.begin <= address && address < each.end; });
  }

 private:
  struct range {
    std::uintptr_t begin, end;
  };
  static int add(dl_phdr_info* library, std::size_t, void* to) {
    for (int i = 0; i < library->dlpi_phnum; ++i) {
      const auto& part = library->dlpi_phdr[i];
      if (part.p_type != PT_LOAD || (part.p_flags & PF_X) == 0) continue;
      const std::uintptr_t begin = library->dlpi_addr + part.p_vaddr;
      static_cast<code_segments*>(to)->all_.push_back({begin, begin + part.p_memsz});
    }
    return 0;
  }

  std::vector<range> all_;
};

/// What lies there, as far as it can be read.
std::vector<std::byte> read_memory(std::uintptr_t from, std::size_t size) {
  std::vector<std::byte> bytes(size);
  bytes.resize(peek(reinterpret_cast<const void*>(from), bytes.data(), size));
  return bytes;
}

/// Whether the instruction that ends at this address calls a function.
bool follows_a_call(std::uintptr_t address) {
#if defined(__x86_64__)
  constexpr std::size_t longest = 7;
  const std::vector<std::byte> code = read_memory(address - longest, longest);
  if (code.size() < longest) return false;
  const auto at = [&](std::size_t before) {
    return std::to_integer<unsigned>(code[longest - before]);
  };
  if (at(5) == 0xE8) return true;                     // calls a fixed place
  constexpr std::size_t lengths[] = {2, 3, 4, 6, 7};  // calls where a register or memory points
  return std::ranges::any_of(lengths, [&](std::size_t length) {
    return at(length) == 0xFF && ((at(length - 1) >> 3) & 7U) == 2;
  });
#elif defined(__aarch64__)
  const std::vector<std::byte> code = read_memory(address - 4, 4);
  std::uint32_t instruction = 0;
  if (code.size() < 4) return false;
  std::memcpy(&instruction, code.data(), 4);
  return (instruction & 0xFC000000) == 0x94000000 || (instruction & 0xFFFFFC1F) == 0xD63F0000;
#else
  return true;
#endif
}

native_stack read_stack(const registers& at, std::size_t size) {
  constexpr std::size_t most_read = 64 * 1024;
  native_stack found{reinterpret_cast<const void*>(at.next_instruction)};
  const code_segments code;
  const std::vector<std::byte> bytes = read_memory(at.stack_pointer, std::min(size, most_read));
  for (std::size_t i = 0;
       i + sizeof(std::uintptr_t) <= bytes.size() && found.size() < deepest_stack;
       i += sizeof(std::uintptr_t)) {
    std::uintptr_t word = 0;
    std::memcpy(&word, &bytes[i], sizeof word);
    if (code.hold(word) && follows_a_call(word)) {
      found.push_back(reinterpret_cast<const void*>(word));
    }
  }
  return found;
}

}  // namespace

std::optional<thread_sight> look_at(const worker& hogged) {
  const pid_t thread = hogged.thread_id();
  if (thread == 0) return std::nullopt;
  const auto waits = waiting_at(thread);
  if (!waits) return interrupt(thread);
  const fiber& runs = hogged.glimpse_fiber();
  return thread_sight{false, "", read_stack(*waits, runs.stack_from(waits->stack_pointer).size())};
}

}  // namespace fauxtp::runtime
