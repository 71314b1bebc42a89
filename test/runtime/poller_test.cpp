// Which descriptors are ready, and what the system is asked for it.
#include "runtime/poller.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <optional>
#include <random>
#include <string_view>

#include "repetitions.hpp"
#include "runtime/descriptor.hpp"

using namespace fauxtp::runtime;
using fauxtp::testing::repetitions;

namespace {

/// Waits for a descriptor at a poller.
class reader final : io_wait {
 public:
  reader(poller& at, int descriptor, standing_watch* owner, io_events wanted = {.readable = true})
      : io_wait(wanted), at_(at) {
    at_.add(descriptor, *this, owner);
  }
  ~reader() {
    if (!told_) at_.remove(*this);
  }
  bool told() const noexcept { return told_; }

 private:
  void ready(io_events) noexcept override { told_ = true; }

  poller& at_;
  bool told_ = false;
};

owned_descriptor tcp_socket() { return owned_descriptor(socket(AF_INET, SOCK_STREAM, 0)); }

/// Two sockets that are connected by TCP; one of them is read as its owner reads.
struct conversation {
  conversation() {
    const owned_descriptor door = tcp_socket();
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    auto* const address = reinterpret_cast<sockaddr*>(&at);
    BOOST_REQUIRE(bind(door.number(), address, size) == 0);
    BOOST_REQUIRE(getsockname(door.number(), address, &size) == 0);
    BOOST_REQUIRE(listen(door.number(), 1) == 0);
    BOOST_REQUIRE(connect(other.number(), address, size) == 0);
    here = owned_descriptor(accept4(door.number(), nullptr, nullptr, SOCK_NONBLOCK));
    BOOST_REQUIRE(bool(here));
  }

  void say(std::string_view words, int flags = 0) {
    BOOST_REQUIRE(send(other.number(), words.data(), words.size(), flags) == ssize_t(words.size()));
  }
  void end() { shutdown(other.number(), SHUT_WR); }

  /// As socket_connection::read.
  ssize_t read(std::size_t most = 100) {
    std::array<char, 100> to;
    const ssize_t size = recv(here.number(), to.data(), most, 0);
    watch.drained = size < 0 || (size > 0 && std::size_t(size) < most);
    return size;
  }
  bool readable() const {
    pollfd asked{here.number(), POLLIN, 0};
    return poll(&asked, 1, 0) == 1;
  }
  /// Loopback may take a moment.
  void arrives() const {
    pollfd asked{here.number(), POLLIN, 0};
    BOOST_REQUIRE(poll(&asked, 1, 10'000) == 1);
  }

  owned_descriptor other = tcp_socket();
  owned_descriptor here;
  standing_watch watch;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(poller_test)

BOOST_FIXTURE_TEST_CASE(who_reads_all_is_armed_once, conversation) {
  poller at;
  std::optional<std::uint32_t> armed;
  for (int i = 0; i < 1000; ++i) {
    reader next(at, here.number(), &watch);
    if (!armed) armed = watch.armed;
    BOOST_REQUIRE(watch.armed == *armed);
    BOOST_REQUIRE(at.look() == 0U);
    say("hello");
    arrives();
    BOOST_REQUIRE(at.look() == 1U);
    BOOST_REQUIRE(read() == 5);
  }
}

BOOST_FIXTURE_TEST_CASE(who_gave_up_a_wait_is_armed_still, conversation) {
  poller at;
  { const reader first(at, here.number(), &watch); }
  const std::uint32_t armed = watch.armed;
  for (int i = 0; i < 10; ++i) const reader next(at, here.number(), &watch);
  const reader last(at, here.number(), &watch);
  BOOST_TEST(watch.armed == armed);
  say("hello");
  arrives();
  at.look();
  BOOST_TEST(last.told());
}

BOOST_FIXTURE_TEST_CASE(what_was_left_unread_is_told_again, conversation) {
  poller at;
  say("hello");
  arrives();
  for (int i = 0; i < 3; ++i) {
    const reader next(at, here.number(), &watch);
    at.look();
    BOOST_TEST(next.told());
    read(1);
  }
}

BOOST_FIXTURE_TEST_CASE(what_comes_between_two_waits_is_told, conversation) {
  poller at;
  say("hello");
  arrives();
  {
    const reader first(at, here.number(), &watch);
    at.look();
  }
  read();
  say("again");
  arrives();
  const reader next(at, here.number(), &watch);
  at.look();
  BOOST_TEST(next.told());
}

BOOST_FIXTURE_TEST_CASE(what_was_told_to_nobody_is_told_to_the_next_who_waits, conversation) {
  poller at;
  { const reader first(at, here.number(), &watch); }
  say("hello");
  arrives();
  BOOST_TEST(at.look() == 0U);
  const reader next(at, here.number(), &watch);
  at.look();
  BOOST_TEST(next.told());
}

BOOST_FIXTURE_TEST_CASE(an_end_that_came_with_the_last_bytes_is_told, conversation) {
  poller at;
  say("hello");
  end();
  arrives();
  {
    const reader first(at, here.number(), &watch);
    at.look();
  }
  BOOST_TEST(read() == 5);
  const reader next(at, here.number(), &watch);
  at.look();
  BOOST_TEST(next.told());
  BOOST_TEST(read() == 0);
}

BOOST_FIXTURE_TEST_CASE(bytes_behind_urgent_ones_are_told, conversation) {
  poller at;
  say("a");
  say("b", MSG_OOB);
  say("c");
  arrives();
  {
    const reader first(at, here.number(), &watch);
    at.look();
  }
  BOOST_TEST(read() == 1);
  const reader next(at, here.number(), &watch);
  at.look();
  BOOST_TEST(next.told());
}

BOOST_FIXTURE_TEST_CASE(a_poller_is_not_woken_for_one_that_waits_elsewhere, conversation) {
  poller before, at;
  { const reader first(before, here.number(), &watch); }
  for (int i = 0; i < 3; ++i) {
    const reader next(at, here.number(), &watch);
    say("hello");
    arrives();
    at.look();
    BOOST_TEST(next.told());
    BOOST_TEST(before.has_news() == (i == 0));
    BOOST_TEST(before.look() == 0U);
    read();
  }
}

BOOST_FIXTURE_TEST_CASE(a_wait_of_somebody_else_takes_nothing_from_the_owner, conversation) {
  poller at;
  { const reader first(at, here.number(), &watch); }
  { const reader stranger(at, here.number(), nullptr); }
  const reader next(at, here.number(), &watch);
  say("hello");
  arrives();
  at.look();
  BOOST_TEST(next.told());
}

BOOST_FIXTURE_TEST_CASE(a_wait_to_write_is_told_where_reading_is_watched_already, conversation) {
  poller at;
  { const reader first(at, here.number(), &watch); }
  const reader writer(at, here.number(), &watch, {.writable = true});
  at.look();
  BOOST_TEST(writer.told());
}

BOOST_AUTO_TEST_CASE(a_socket_is_told_of_that_has_the_number_of_one_that_is_gone) {
  constexpr int number = 500;
  const auto renumber = [](conversation& peers) {
    peers.here = owned_descriptor(fcntl(peers.here.number(), F_DUPFD, number));
    BOOST_REQUIRE(peers.here.number() == number);
  };
  poller before, at;
  {
    conversation gone;
    renumber(gone);
    const reader first(at, number, &gone.watch);
  }
  conversation next;
  renumber(next);
  { const reader elsewhere(before, number, &next.watch); }
  const reader last(at, number, &next.watch);
  next.say("hello");
  next.arrives();
  at.look();
  BOOST_TEST(last.told());
}

// Whatever came before: after a look, who waits has been told if, and only if, there is something.
BOOST_AUTO_TEST_CASE(a_wait_is_told_when_there_is_something_to_read_and_only_then) {
  std::mt19937 dice(1);
  const auto one_of = [&dice](int n) { return std::uniform_int_distribution(0, n - 1)(dice); };
  for (int run = 0; run < repetitions(200); ++run) {
    conversation peers;
    std::array<poller, 2> pollers;
    bool ended = false;
    for (int step = 0; step < 500; ++step) {
      poller& at = pollers[one_of(2)];
      const int what = one_of(8);
      if (what <= 1 && !ended) {
        peers.say(std::string_view("hello").substr(0, 1 + one_of(5)), one_of(9) == 0 ? MSG_OOB : 0);
      } else if (what == 2) {
        peers.read(1 + one_of(6));
      } else if (what == 3) {
        while (peers.read() > 0) continue;
      } else if (what == 4) {
        at.look();
      } else if (what == 5 && one_of(100) == 0) {
        peers.end();
        ended = true;
      } else if (what == 6) {
        const reader stranger(at, peers.here.number(), one_of(2) == 0 ? nullptr : &peers.watch,
                              {.readable = one_of(2) == 0, .writable = true});
        if (one_of(2) == 0) at.look();
      } else {
        const reader next(at, peers.here.number(), &peers.watch);
        if (one_of(3) == 0) continue;
        const bool before = peers.readable();
        at.look();
        const bool after = peers.readable();
        BOOST_REQUIRE_MESSAGE(before ? next.told() : !next.told() || after,
                              "run " << run << ", step " << step << ": readable before " << before
                                     << ", after " << after << ", told " << next.told());
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
