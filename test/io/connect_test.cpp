// Finding hosts and connecting to them.
#include <boost/test/unit_test.hpp>

#include "actor/actors.hpp"
#include "fauxtp/listener.hpp"
#include "fauxtp/stream.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/testing.hpp"
#include "io/sockets.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// An address at which nobody listens.
io::address nobody() {
  const io::listener door(io::address("127.0.0.1:0"));
  return door.local();
}

/// An address that answers no attempt: its queue of connections is full.
class silent_address {
 public:
  silent_address() : door_(io::address("127.0.0.1:0"), 0) {
    for (int i = 0; i < 3; ++i) {
      waiting_.push_back(spawn([to = door_.local()] {
        io::stream kept = io::connect(to, infinity);
        idle();
      }));
    }
  }
  ~silent_address() {
    for (const pid each : waiting_) kill(each);
  }
  io::address where() const { return door_.local(); }

 private:
  io::listener door_;
  std::vector<pid> waiting_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(connect_test)

BOOST_FIXTURE_TEST_CASE(where_nobody_listens_the_connection_is_refused, testing::node) {
  const io::address to = nobody();
  BOOST_TEST(error_of([&] { io::connect(to); }) ==
             "connect to " + to_string(to) + ": Connection refused");
  BOOST_TEST(error_of([] { io::connect(io::address("unix:/nowhere/at.all")); }) ==
             "connect to unix:/nowhere/at.all: No such file or directory");
}

BOOST_FIXTURE_TEST_CASE(where_nobody_answers_the_time_runs_out, testing::node) {
  const silent_address silent;
  settle();
  task client([to = silent.where()] { return error_of([&] { io::connect(to, 5s); }); });
  settle();
  BOOST_TEST(is_alive(client.actor()));
  advance(5s);
  BOOST_TEST(client.join() == "connect to " + to_string(silent.where()) + ": Connection timed out");
}

BOOST_FIXTURE_TEST_CASE(the_next_address_is_tried_when_one_fails, testing::node) {
  io::listener door(io::address("127.0.0.1:0"));
  const io::stream made = io::connect({nobody(), nobody(), door.local()});
  BOOST_TEST((made.peer() == door.local()));
  BOOST_TEST(error_of([] { io::connect(std::vector<io::address>()); }) ==
             "connect to: No route to host");
}

BOOST_FIXTURE_TEST_CASE(the_next_address_is_tried_when_one_is_slow, testing::node) {
  const silent_address silent;
  io::listener door(io::address("127.0.0.1:0"));
  settle();
  task client([&] { return io::connect({silent.where(), door.local()}).peer(); });
  settle();
  BOOST_TEST(is_alive(client.actor()));
  advance(250ms);
  BOOST_TEST((client.join() == door.local()));
}

BOOST_FIXTURE_TEST_CASE(a_host_is_found_by_its_name, testing::node) {
  io::listener door(io::address("127.0.0.1:0"));
  const io::stream made = io::connect("localhost", door.local().port());
  BOOST_TEST((made.peer() == door.local()));
  BOOST_TEST((io::connect("127.0.0.1", door.local().port()).peer() == door.local()));
}

BOOST_FIXTURE_TEST_CASE(a_name_that_no_host_has_is_told, testing::node) {
  const std::string name(64, 'x');  // one letter more than DNS can ask for, so nobody is asked
  const std::string failure = error_of([&] { io::connect(name, 80); });
  BOOST_TEST(failure.starts_with("resolve " + name + ":80 ("));
}

BOOST_FIXTURE_TEST_CASE(connecting_can_be_ended_at_any_time, testing::node) {
  const std::size_t before = descriptors_open();
  {
    const silent_address silent;
    settle();
    for (int i = 0; i < 200; ++i) {
      const pid client = spawn([to = silent.where()] { io::connect({to, to, to}); });
      if (i % 3 == 0) settle();
      if (i % 3 == 1) advance(250ms);
      kill(client);
    }
    const pid asker = spawn([] { io::connect("localhost", 1); });
    kill(asker);
    settle();
  }
  settle();
  BOOST_TEST(descriptors_open() <= before + 2 * workers());
}

BOOST_AUTO_TEST_SUITE_END()
