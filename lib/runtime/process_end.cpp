// Which thread reports the end of the process, and how.
#include "runtime/process_end.hpp"

#include <dlfcn.h>
#include <link.h>
#include <semaphore.h>
#include <sys/prctl.h>
#include <time.h>

#include <atomic>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <thread>

#include "runtime/system_call.hpp"
#include "runtime/thread_name.hpp"
#include "runtime/worker.hpp"

namespace fauxtp::runtime {
namespace {

constexpr time_t longest_telling = 2;  // seconds

std::atomic<end_teller> teller{nullptr};

/// A thread that waits for the end of the process. It is made beforehand: a signal handler cannot
/// make a thread, and the stack of the thread that ends the process may be used up.
struct witness {
  sem_t called;
  sem_t done;
  std::atomic<const process_end*> seen{nullptr};
  std::atomic<bool> is_there{false};

  void wait() noexcept {
    name_thread("fauxtp/witness");
    while (sem_wait(&called) != 0) {
    }
    tell_here(*seen.load());
    sem_post(&done);
  }
};
witness last_witness;

char* hexadecimal(std::uintptr_t number, char* end) noexcept {
  do *--end = "0123456789abcdef"[number % 16];
  while ((number /= 16) != 0);
  *--end = 'x';
  *--end = '0';
  return end;
}

}  // namespace

void process_end_is_told_by(end_teller told_by) noexcept { teller = told_by; }

void note_who(process_end& end) noexcept {
  if (worker* here = worker::current()) {
    end.who = here->running().running();
  } else {
    end.who = acting_for;
  }
  prctl(PR_GET_NAME, end.thread.data());
}

void tell_here(const process_end& end) noexcept {
  if (const end_teller tell = teller) tell(end);
}

void prepare_to_tell() noexcept {
  if (last_witness.is_there.exchange(true)) return;
  sem_init(&last_witness.called, 0, 0);
  sem_init(&last_witness.done, 0, 0);
  try {
    std::thread([] { last_witness.wait(); }).detach();
  } catch (const std::system_error&) {
    last_witness.is_there = false;
  }
}

bool is_being_told() noexcept { return last_witness.seen.load() != nullptr; }

bool tell_elsewhere(const process_end& end) noexcept {
  if (teller == nullptr || !last_witness.is_there) return false;
  last_witness.seen = &end;
  sem_post(&last_witness.called);
  timespec until{};
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += longest_telling;
  return uninterrupted(
             [&] { return sem_clockwait(&last_witness.done, CLOCK_MONOTONIC, &until); }) == 0;
}

void write_place(const void* address, char* into, std::size_t size) noexcept {
  const char* file = "";
  auto offset = reinterpret_cast<std::uintptr_t>(address);
#ifdef DLFO_STRUCT_HAS_EH_DBASE  // a C library that finds the object without a lock
  dl_find_object found{};
  if (_dl_find_object(const_cast<void*>(address), &found) == 0) {
    file = found.dlfo_link_map->l_name;
    if (*file == '\0') file = "the program";
    offset -= reinterpret_cast<std::uintptr_t>(found.dlfo_link_map->l_addr);
  }
#endif
  char digits[20];
  char* const end = digits + sizeof digits - 1;
  *end = '\0';
  const char* number = hexadecimal(offset, end);
  std::size_t used = 0;
  const auto add = [&](const char* text) {
    for (; *text != '\0' && used + 1 < size; ++text) into[used++] = *text;
  };
  add(file);
  if (*file != '\0') add("+");
  add(number);
  into[used] = '\0';
}

std::string place_of(const void* address) {
  std::array<char, 512> text;
  write_place(address, text.data(), text.size());
  return text.data();
}

}  // namespace fauxtp::runtime
