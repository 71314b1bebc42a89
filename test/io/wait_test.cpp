// Waiting for descriptors.
#include <fcntl.h>

#include <boost/test/unit_test.hpp>
#include <random>
#include <thread>

#include "actor/actors.hpp"
#include "fauxtp/io.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/start.hpp"
#include "fauxtp/testing.hpp"
#include "io/sockets.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

const spawn_options elsewhere{.place = placement::spread};

int errno_of(const std::function<void()>& wait) {
  try {
    wait();
    return 0;
  } catch (const io::error& refused) {
    return refused.code().value();
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wait_test, *needs_descriptors)

BOOST_FIXTURE_TEST_CASE(others_run_while_an_actor_waits_for_a_descriptor, testing::node) {
  const socket_pair ends;
  task reader([&] { return io::wait_readable(ends.here()); });
  task other([] { return 7; });
  BOOST_TEST(other.join() == 7);
  settle();
  ends.write("x");
  BOOST_TEST(reader.join());
}

BOOST_FIXTURE_TEST_CASE(what_is_ready_already_is_not_waited_for, testing::node) {
  const socket_pair ends;
  ends.write("x");
  BOOST_TEST(io::wait_readable(ends.here()));
  BOOST_TEST(io::wait_writable(ends.here()));
  const io::events both = io::wait(ends.here(), {.readable = true, .writable = true});
  BOOST_TEST(both.readable);
  BOOST_TEST(both.writable);
}

BOOST_FIXTURE_TEST_CASE(a_wait_ends_when_its_time_is_up_and_not_before, testing::node) {
  const socket_pair ends;
  task reader([&] { return io::wait_readable(ends.here(), 5s); });
  advance(4999ms);
  BOOST_TEST(actors() == 2U);
  advance(1ms);
  BOOST_TEST(!reader.join());
  ends.write("x");
  BOOST_TEST(io::wait_readable(ends.here(), 5s));
}

BOOST_FIXTURE_TEST_CASE(a_wait_for_no_time_looks, testing::node) {
  const socket_pair ends;
  BOOST_TEST(!io::wait_readable(ends.here(), 0s));
  BOOST_TEST(io::wait_writable(ends.here(), 0s));
  ends.write("x");
  BOOST_TEST(io::wait_readable(ends.here(), 0s));
  BOOST_TEST(io::wait_readable(ends.here(), -1s));
}

BOOST_FIXTURE_TEST_CASE(a_writer_waits_for_room, testing::node) {
  const socket_pair ends;
  ends.fill();
  BOOST_TEST(!io::wait_writable(ends.here(), 0s));
  task writer([&] { return io::wait_writable(ends.here()); });
  settle();
  ends.drain();
  BOOST_TEST(writer.join());
}

BOOST_FIXTURE_TEST_CASE(the_end_of_the_other_side_can_be_read, testing::node) {
  socket_pair ends;
  task reader([&] { return io::wait_readable(ends.here()); });
  settle();
  ends.close_there();
  BOOST_TEST(reader.join());
  BOOST_TEST(io::wait_writable(ends.here(), 0s));
}

BOOST_FIXTURE_TEST_CASE(a_regular_file_is_always_ready, testing::node) {
  const int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  BOOST_TEST(io::wait_readable(file));
  close(file);
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_waited_for_is_refused, testing::node) {
  socket_pair ends;
  const int closed = ends.there();
  ends.close_there();
  BOOST_TEST(errno_of([&] { io::wait_readable(closed); }) == EBADF);
  BOOST_TEST(errno_of([] { io::wait_readable(-1); }) == EBADF);
  BOOST_TEST(errno_of([] { io::wait_readable(std::numeric_limits<int>::max()); }) == EBADF);
  BOOST_TEST(errno_of([&] { io::wait(ends.here(), {}); }) == EINVAL);
  BOOST_CHECK_EXCEPTION(io::wait_readable(-1), io::error, [](const io::error& refused) {
    return refused.what() == std::string("wait for descriptor -1: Bad file descriptor");
  });
}

BOOST_FIXTURE_TEST_CASE(all_that_wait_for_one_descriptor_are_woken, testing::node) {
  const socket_pair ends;
  std::vector<task<bool>> readers;
  for (int i = 0; i < 10; ++i) {
    readers.emplace_back([&] { return io::wait_readable(ends.here()); });
  }
  const pid far =
      spawn(elsewhere, [&, test = self()] { send(test, io::wait_readable(ends.here())); });
  settle();
  ends.write("x");
  for (auto& each : readers) BOOST_TEST(each.join());
  BOOST_TEST(receive<bool>());
  static_cast<void>(far);
}

BOOST_FIXTURE_TEST_CASE(one_actor_reads_while_another_writes, testing::node) {
  const socket_pair ends;
  ends.fill();
  task reader([&] { return io::wait_readable(ends.here()); });
  task writer([&] { return io::wait_writable(ends.here()); });
  settle();
  ends.write("x");
  BOOST_TEST(reader.join());
  ends.drain();
  BOOST_TEST(writer.join());
}

BOOST_FIXTURE_TEST_CASE(a_kill_ends_a_wait, testing::node) {
  const socket_pair ends;
  const auto [reader, end] = spawn_monitor([&] { io::wait_readable(ends.here()); });
  settle();
  exit(reader, exit_reason::kill);
  BOOST_TEST(await(end) == exit_reason::killed);
  ends.write("x");
  settle();
  BOOST_TEST(io::wait_readable(ends.here()));
}

BOOST_FIXTURE_TEST_CASE(an_order_of_the_parent_ends_a_wait_that_obeys, testing::node) {
  const socket_pair ends;
  const auto waits = [&](io::orders parents) {
    return spawn_child([&ends, parents] {
      trap_exit();
      io::wait(ends.here(), {.readable = true}, infinity, parents);
    });
  };
  const pid obeys = waits(io::orders::obeyed);
  const pid goes_on = waits(io::orders::ignored);
  settle();
  send(obeys, "a message, and no order");
  exit(obeys, exit_reason::shutdown);
  exit(goes_on, exit_reason::shutdown);
  settle();
  BOOST_TEST(!is_alive(obeys));
  BOOST_TEST(is_alive(goes_on));
  kill(goes_on);
  settle();
}

BOOST_FIXTURE_TEST_CASE(a_number_that_was_closed_and_opened_again_can_be_waited_for,
                        testing::node) {
  auto first = std::make_unique<socket_pair>();
  const int number = first->here();
  first->write("x");
  BOOST_TEST(io::wait_readable(number));
  BOOST_TEST(!io::wait_writable(number, 0s) == false);
  first.reset();
  socket_pair second;
  BOOST_REQUIRE(second.here() == number);
  BOOST_TEST(!io::wait_readable(number, 0s));
  task reader([&] { return io::wait_readable(number); });
  settle();
  second.write("x");
  BOOST_TEST(reader.join());
}

// Someone else holds the first one open, so the system does not forget it.
BOOST_FIXTURE_TEST_CASE(events_of_a_descriptor_that_is_gone_wake_nobody, testing::node) {
  auto first = std::make_unique<socket_pair>();
  const int number = first->here();
  BOOST_TEST(!io::wait_readable(number, 1ms - 1ms));
  task gives_up([&] { return io::wait_readable(number, 1s); });
  settle();
  const int kept = dup(number);
  const int other = dup(first->there());
  first.reset();
  socket_pair second;
  BOOST_REQUIRE(second.here() == number);
  task reader([&] { return io::wait_readable(number, 1h); });
  settle();
  BOOST_TEST(write(other, "x", 1) == 1);
  settle();
  advance(1s);
  BOOST_TEST(actors() >= 2U);
  second.write("x");
  BOOST_TEST(reader.join());
  gives_up.join();
  close(kept);
  close(other);
}

BOOST_FIXTURE_TEST_CASE(a_look_shows_what_is_waited_for_and_where, testing::node) {
  const socket_pair ends;
  const pid reader = spawn([&] { io::wait_readable(ends.here()); });
  const unsigned line = __LINE__ - 1;
  settle();
  const auto seen = info(reader)->waits;
  BOOST_REQUIRE(seen.has_value());
  BOOST_TEST((seen->what == wait_info::kind::input));
  BOOST_TEST(seen->object == "socket");
  BOOST_TEST(seen->where.line() == line);
  kill(reader);
  settle();
}

BOOST_FIXTURE_TEST_CASE(a_message_wakes_a_worker_that_waits_for_descriptors, testing::node) {
  const socket_pair ends;
  std::vector<pid> readers;
  for (std::size_t i = 0; i < workers(); ++i) {
    readers.push_back(spawn(elsewhere, [&] { io::wait_readable(ends.here()); }));
  }
  const pid echo = spawn(elsewhere, [] {
    for (;;) {
      auto [from, number] = receive(on(tuple(type<pid>, type<int>), [](pid from, int number) {
        return std::pair(from, number);
      }));
      send(from, number);
    }
  });
  settle();
  for (int i = 0; i < 1000; ++i) {
    send(echo, tuple(self(), i));
    BOOST_TEST(receive<int>() == i);
  }
  for (const pid each : readers) kill(each);
  kill(echo);
  settle();
}

BOOST_FIXTURE_TEST_CASE(waits_that_are_ended_in_every_way_leave_nothing, testing::node) {
  const std::size_t before = descriptors_open();
  std::mt19937 dice(7);
  {
    const socket_pair ends;
    for (int i = 0; i < 20'000; ++i) {
      const pid reader = spawn(elsewhere, [&] { io::wait_readable(ends.here(), 1ms); });
      switch (dice() % 4) {
        case 0:
          ends.write("x");
          break;
        case 1:
          kill(reader);
          break;
        case 2:
          advance(1ms);
          break;
        default:
          break;
      }
      std::array<char, 4096> some;
      if (dice() % 4 == 0) static_cast<void>(!read(ends.here(), some.data(), some.size()));
    }
    advance(1ms);
    settle();
    BOOST_TEST(actors() == 1U);
  }
  // Each worker that has waited keeps a poller.
  BOOST_TEST(descriptors_open() <= before + 2 * workers());
}

BOOST_AUTO_TEST_SUITE_END()
