// A library that is loaded before all others: it stands between ordinary code and the machine. On
// the threads of a simulation, clocks, sleeps, chance and locks are those of the simulation; on all
// others, and without a simulation, they are the machine's.
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>
#include <random>

#include "simulation/machine_calls.hpp"

extern "C" {
[[gnu::visibility("default")]] std::atomic<const fauxtp::simulation::machine_calls*>
    fauxtp_machine_calls{nullptr};
}

namespace {

using fauxtp::simulation::machine_calls;

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t for_ever = std::numeric_limits<std::int64_t>::max();
constexpr const char* fiber_waits_for_its_own_thread =
    "fauxtp: an actor waits for a mutex that another actor of its thread has locked and kept while "
    "it waited itself: in production the thread would stand still for ever\n";

/// Null: the machine answers.
const machine_calls* simulated() noexcept {
  const machine_calls* calls = fauxtp_machine_calls.load(std::memory_order_acquire);
  return calls != nullptr && calls->concerns_this_thread() ? calls : nullptr;
}

/// The function of that name in the library that would have been asked.
template <class Function>
Function* machines(const char* name) noexcept {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}
#define MACHINES(name) static const auto real = machines<decltype(name)>(#name)
// Those of which the C library has an older one, too: without a version it might be found.
#define MACHINES_VERSION(name, version) \
  static const auto real = reinterpret_cast<decltype(&name)>(dlvsym(RTLD_NEXT, #name, version))

timespec as_timespec(std::int64_t ns) noexcept {
  return {static_cast<time_t>(ns / second), static_cast<long>(ns % second)};
}
std::int64_t as_ns(const timespec& time) noexcept { return time.tv_sec * second + time.tv_nsec; }

bool is_wall_clock(clockid_t clock) noexcept {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
}

std::int64_t now(const machine_calls& calls, clockid_t clock) noexcept {
  return is_wall_clock(clock) ? calls.wall_now() : calls.steady_now();
}

void fill(const machine_calls& calls, void* to, std::size_t size) noexcept {
  for (auto* at = static_cast<unsigned char*>(to); size > 0;) {
    const std::uint64_t bits = calls.random();
    const std::size_t part = std::min(size, sizeof bits);
    memcpy(at, &bits, part);
    at += part;
    size -= part;
  }
}

/// Also for threads that take no turns: one of the simulation may wait for it.
void wake(const void* object) noexcept {
  const machine_calls* calls = fauxtp_machine_calls.load(std::memory_order_acquire);
  if (calls != nullptr) calls->wake(object);
}

/// A wait for a condition may end for no reason: who waits looks again.
int wait_for(const machine_calls& calls, pthread_cond_t* condition, pthread_mutex_t* lock,
             std::int64_t ns) noexcept {
  pthread_mutex_unlock(lock);
  calls.sleep(condition, ns);
  return pthread_mutex_lock(lock);
}

[[noreturn]] void end_for(const char* reason) noexcept {
  static_cast<void>(!write(STDERR_FILENO, reason, strlen(reason)));
  abort();
}

/// Whether a module has called, and not the library itself: what a module does through the
/// libraries of the language counts as its own.
bool called_by_a_module() noexcept {
  void* frames[12];
  const int count = backtrace(frames, 12);
  for (int i = 2; i < count; ++i) {
    Dl_info where{};
    if (dladdr(frames[i], &where) == 0 || where.dli_fname == nullptr) continue;
    const char* slash = strrchr(where.dli_fname, '/');
    const char* file = slash == nullptr ? where.dli_fname : slash + 1;
    if (strncmp(file, "libstdc++", 9) == 0 || strncmp(file, "libc.", 5) == 0) continue;
    return strncmp(file, "libfauxtp", 9) != 0;
  }
  return false;
}

}  // namespace

extern "C" {

// Clocks.

int clock_gettime(clockid_t clock, timespec* to) noexcept {
  if (const machine_calls* calls = simulated()) {
    *to = as_timespec(now(*calls, clock));
    return 0;
  }
  MACHINES(clock_gettime);
  return real(clock, to);
}

time_t time(time_t* to) noexcept {
  timespec read{};
  clock_gettime(CLOCK_REALTIME, &read);
  if (to != nullptr) *to = read.tv_sec;
  return read.tv_sec;
}

int gettimeofday(timeval* to, void*) noexcept {
  timespec read{};
  clock_gettime(CLOCK_REALTIME, &read);
  *to = {read.tv_sec, read.tv_nsec / 1000};
  return 0;
}

int timespec_get(timespec* to, int base) noexcept {
  if (base != TIME_UTC) return 0;
  clock_gettime(CLOCK_REALTIME, to);
  return base;
}

clock_t clock() noexcept {
  if (const machine_calls* calls = simulated()) return calls->steady_now() / 1000;
  MACHINES(clock);
  return real();
}

// Sleeps.

int nanosleep(const timespec* wanted, timespec* left) {
  if (const machine_calls* calls = simulated()) {
    calls->sleep(nullptr, as_ns(*wanted));
    return 0;
  }
  MACHINES(nanosleep);
  return real(wanted, left);
}

int clock_nanosleep(clockid_t clock, int flags, const timespec* wanted, timespec* left) {
  if (const machine_calls* calls = simulated()) {
    const std::int64_t begin = (flags & TIMER_ABSTIME) != 0 ? now(*calls, clock) : 0;
    calls->sleep(nullptr, std::max<std::int64_t>(as_ns(*wanted) - begin, 0));
    return 0;
  }
  MACHINES(clock_nanosleep);
  return real(clock, flags, wanted, left);
}

int usleep(useconds_t us) {
  const timespec wanted = as_timespec(std::int64_t{us} * 1000);
  return nanosleep(&wanted, nullptr);
}

unsigned sleep(unsigned seconds) {
  const timespec wanted{static_cast<time_t>(seconds), 0};
  timespec left{};
  return nanosleep(&wanted, &left) == 0 ? 0 : static_cast<unsigned>(left.tv_sec);
}

// Chance.

ssize_t getrandom(void* to, size_t size, unsigned flags) {
  if (const machine_calls* calls = simulated()) {
    fill(*calls, to, size);
    return static_cast<ssize_t>(size);
  }
  MACHINES(getrandom);
  return real(to, size, flags);
}

int getentropy(void* to, size_t size) {
  if (const machine_calls* calls = simulated()) {
    fill(*calls, to, size);
    return 0;
  }
  MACHINES(getentropy);
  return real(to, size);
}

// Locks. Who waits for one lets the others run, because the thread that has it cannot go on
// otherwise.

int pthread_mutex_lock(pthread_mutex_t* lock) noexcept {
  MACHINES(pthread_mutex_lock);
  const machine_calls* calls = simulated();
  if (calls == nullptr) return real(lock);
  for (;;) {
    const int failed = pthread_mutex_trylock(lock);
    if (failed != EBUSY) return failed;
    const pid_t owner = lock->__data.__owner;
    if (!calls->takes_turns(owner)) return real(lock);
    if (owner == gettid()) end_for(fiber_waits_for_its_own_thread);
    calls->sleep(lock, for_ever);
  }
}

int pthread_mutex_unlock(pthread_mutex_t* lock) noexcept {
  MACHINES(pthread_mutex_unlock);
  const int failed = real(lock);
  wake(lock);
  return failed;
}

int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* lock, clockid_t clock,
                           const timespec* until) {
  if (const machine_calls* calls = simulated()) {
    const std::int64_t left = as_ns(*until) - now(*calls, clock);
    return left > 0 ? wait_for(*calls, condition, lock, left) : ETIMEDOUT;
  }
  MACHINES(pthread_cond_clockwait);
  return real(condition, lock, clock, until);
}

int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* lock) {
  if (const machine_calls* calls = simulated()) return wait_for(*calls, condition, lock, for_ever);
  MACHINES_VERSION(pthread_cond_wait, "GLIBC_2.3.2");
  return real(condition, lock);
}

int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* lock,
                           const timespec* until) {
  if (simulated() != nullptr) return pthread_cond_clockwait(condition, lock, CLOCK_REALTIME, until);
  MACHINES_VERSION(pthread_cond_timedwait, "GLIBC_2.3.2");
  return real(condition, lock, until);
}

int pthread_cond_signal(pthread_cond_t* condition) noexcept {
  MACHINES_VERSION(pthread_cond_signal, "GLIBC_2.3.2");
  wake(condition);
  return real(condition);
}

int pthread_cond_broadcast(pthread_cond_t* condition) noexcept {
  MACHINES_VERSION(pthread_cond_broadcast, "GLIBC_2.3.2");
  wake(condition);
  return real(condition);
}

// Threads.

int pthread_create(pthread_t* made, const pthread_attr_t* attributes, void* (*run)(void*),
                   void* argument) noexcept {
  const machine_calls* calls = simulated();
  if (calls != nullptr && called_by_a_module()) {
    calls->leaves_the_simulation("a module has made a thread, which takes no turns");
  }
  MACHINES(pthread_create);
  return real(made, attributes, run, argument);
}

}  // extern "C"

// The processor's own source of chance is no function that could be replaced: this one reads it.
std::random_device::result_type std::random_device::_M_getval() {
  if (const machine_calls* calls = simulated()) {
    return static_cast<result_type>(calls->random());
  }
  using function = result_type(std::random_device*);
  static const auto real = machines<function>("_ZNSt13random_device9_M_getvalEv");
  return real(this);
}
