// Which descriptors are ready, by epoll.
#include "runtime/poller.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "runtime/time_left.hpp"

namespace fauxtp::runtime {
namespace {

// Most descriptors that are told of in one look; further ones wait until actors have run.
constexpr std::size_t most_of_a_look = 128;

[[noreturn]] void refuse(const char* what) {
  throw std::system_error(errno, std::system_category(), what);
}

io_events of_system(std::uint32_t events) noexcept {
  const bool ended = (events & (EPOLLERR | EPOLLHUP)) != 0;
  return {ended || (events & (EPOLLIN | EPOLLRDHUP)) != 0, ended || (events & EPOLLOUT) != 0};
}

/// Whether a read that fills less than its buffer may leave something behind: the end, which the
/// system does not tell twice, or what comes after urgent data (tcp(7)).
bool more_may_be_left(std::uint32_t events) noexcept {
  return (events & (EPOLLERR | EPOLLHUP | EPOLLRDHUP | EPOLLPRI)) != 0;
}

}  // namespace

poller::~poller() { close(); }

void poller::open() {
  if (epoll_ >= 0) return;
  ringer_ = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (ringer_ < 0) refuse("eventfd");
  static std::atomic<std::uint64_t> last = 0;
  number_ = ++last;
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  if (epoll_ >= 0) return;
  const int why = errno;
  ::close(std::exchange(ringer_, -1));
  errno = why;
  refuse("epoll_create1");
}

void poller::close() noexcept {
  if (epoll_ < 0) return;
  ::close(epoll_.exchange(-1));
  ::close(std::exchange(ringer_, -1));
}

poller::watched& poller::of(int descriptor) {
  const auto at = static_cast<std::size_t>(descriptor);
  if (at >= watched_.size()) {
    // A number that nobody has opened may be very large.
    if (fcntl(descriptor, F_GETFD) < 0) refuse("wait for a descriptor");
    watched_.resize(std::max(at + 1, 2 * watched_.size()));
  }
  return watched_[at];
}

bool poller::add(int descriptor, io_wait& wait, standing_watch* owner) {
  watched& which = of(descriptor);
  open();  // afterwards: otherwise a number that is not open could become one of our own
  wait.descriptor_ = descriptor;
  wait.next_ = std::exchange(which.first, &wait);
  if (owner != nullptr && !wait.wanted().writable && stands_for(*owner, which)) {
    which.quiet = true;
    owner->drained = false;
    return true;
  }
  if (arm(descriptor, which, owner)) return true;
  const int why = errno;
  which.first = wait.next_;
  wait.descriptor_ = -1;
  if (why == EPERM) return false;  // epoll_ctl(2): a file that does not support it
  errno = why;
  refuse("wait for a descriptor");
}

// Whether the system will tell if there is something to read, or is about to.
bool poller::stands_for(const standing_watch& owner, const watched& which) const noexcept {
  return which.stands && is_last(owner, which) && (which.quiet || owner.drained);
}

bool poller::is_last(const standing_watch& owner, const watched& which) const noexcept {
  return owner.poller == number_ && owner.armed == which.armed;
}

// The system may know a descriptor that we take for a new one, and the other way round: the number
// may have been closed and opened again by anybody. An owner knows more.
bool poller::arm(int descriptor, watched& which, standing_watch* owner) {
  io_events wanted;
  for (io_wait* each = which.first; each != nullptr; each = each->next_) {
    wanted = wanted | each->wanted();
  }
  const bool stands = owner != nullptr && !wanted.writable;
  if (owner != nullptr) which.known = which.known && is_last(*owner, which);
  ++which.armed;
  epoll_event event{};
  event.events = (stands ? EPOLLET | EPOLLPRI : EPOLLONESHOT) |
                 (wanted.readable ? EPOLLIN | EPOLLRDHUP : 0u) | (wanted.writable ? EPOLLOUT : 0u);
  event.data.u64 = std::uint64_t{which.armed} << 32 | static_cast<std::uint32_t>(descriptor);
  which.known = tell_system(descriptor, which.known, event);
  which.stands = which.quiet = stands && which.known;
  if (owner != nullptr) *owner = {.poller = number_, .armed = which.armed};
  return which.known;
}

bool poller::tell_system(int descriptor, bool known, epoll_event& event) const noexcept {
  const int first = known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
  if (epoll_ctl(epoll_, first, descriptor, &event) == 0) return true;
  if (errno != ENOENT && errno != EEXIST) return false;
  const int other = known ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  return epoll_ctl(epoll_, other, descriptor, &event) == 0;
}

void poller::disarm(int descriptor, watched& which) noexcept {
  ++which.armed;
  which.known = which.stands = false;
  // An owner on another worker may close the descriptor just now, and the number may mean another
  // file then: the system knows that this one is not watched here. (By its name, the function would
  // be taken for a use of the descriptor by ThreadSanitizer.)
  syscall(SYS_epoll_ctl, epoll_.load(), EPOLL_CTL_DEL, descriptor, nullptr);
}

bool poller::remove(io_wait& wait) noexcept {
  if (wait.descriptor_ < 0) return false;
  watched& which = watched_[static_cast<std::size_t>(wait.descriptor_)];
  io_wait** link = &which.first;
  while (*link != &wait) link = &(*link)->next_;
  *link = wait.next_;
  const int descriptor = std::exchange(wait.descriptor_, -1);
  if (which.first == nullptr && !which.stands) disarm(descriptor, which);
  return true;
}

std::size_t poller::look() noexcept {
  std::array<epoll_event, most_of_a_look> events;
  const int count = epoll_wait(epoll_, events.data(), int{events.size()}, 0);
  std::size_t told = 0;
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    const auto descriptor = static_cast<std::uint32_t>(event.data.u64);
    watched& which = watched_[descriptor];
    if (which.armed != event.data.u64 >> 32) continue;  // it was armed for another wait
    if (which.first == nullptr) {
      // Its owner does something else, or waits on another worker now.
      disarm(static_cast<int>(descriptor), which);
      continue;
    }
    which.quiet = false;
    if (more_may_be_left(event.events)) which.stands = false;
    told += tell(which, of_system(event.events));
    // If the others cannot be armed again, they shall find out why.
    if (which.first != nullptr && !arm(static_cast<int>(descriptor), which)) {
      told += tell(which, {true, true});
    }
  }
  return told;
}

std::size_t poller::tell(watched& which, io_events what) noexcept {
  std::size_t told = 0;
  for (io_wait** link = &which.first; *link != nullptr;) {
    io_wait& each = **link;
    const io_events ready = each.wanted() & what;
    if (!ready.any()) {
      link = &each.next_;
      continue;
    }
    *link = each.next_;
    each.descriptor_ = -1;
    ++told;
    each.ready(ready);
  }
  return told;
}

bool poller::has_news() const noexcept {
  pollfd epoll{epoll_, POLLIN, 0};
  return epoll.fd >= 0 && poll(&epoll, 1, 0) > 0;
}

// The sleep itself takes no event from the system: as long as the worker sleeps, has_news() tells
// other threads what it will find when it wakes.
void poller::sleep(time_point deadline) noexcept {
  std::array<pollfd, 2> doors{{{epoll_, POLLIN, 0}, {ringer_, POLLIN, 0}}};
  if (ppoll(doors.data(), doors.size(), time_left(deadline).timeout(), nullptr) <= 0) return;
  std::uint64_t rung = 0;
  if (doors[1].revents != 0) static_cast<void>(!read(ringer_, &rung, sizeof rung));
}

void poller::ring() noexcept {
  const std::uint64_t once = 1;
  static_cast<void>(!write(ringer_, &once, sizeof once));
}

void poller::is_alone() noexcept {
  close();
  watched_.clear();
}

}  // namespace fauxtp::runtime
