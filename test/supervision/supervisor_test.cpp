// Supervisors: order of starts and stops, restarts, intensity, requests.
#include "fauxtp/supervisor.hpp"

#include <boost/test/unit_test.hpp>

#include "fauxtp/gen_server.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

struct crash {};

/// Tells the test of its start and stop.
class witness : public gen_server<witness, calls<>, casts<crash>> {
 public:
  witness(pid test, std::string name) : test_(test), name_(std::move(name)) {
    trap_exit();
    send(test_, tuple("start", name_));
  }
  void handle_cast(crash) { throw std::runtime_error("told to"); }
  void terminate(const exit_reason&) override { send(test_, tuple("stop", name_)); }

 private:
  pid test_;
  std::string name_;
};

child_spec watched(const std::string& name) {
  return {.id = name, .start = child_start<witness>(self(), name), .name = name};
}

std::string next_event() {
  return receive(on(tuple(any, any), [](std::string what, std::string who) { return what + " " + who; }),
                 after(0s, [] { return std::string("nothing"); }));
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(S1_children_start_in_order_and_S3_stop_in_reverse_order, testing::node) {
  const pid top = supervisor::start({.children = {watched("a"), watched("b"), watched("c")}});
  BOOST_TEST(next_event() == "start a");
  BOOST_TEST(next_event() == "start b");
  BOOST_TEST(next_event() == "start c");
  exit(top, exit_reason::kill);
  settle();
  BOOST_TEST(!is_alive(top));
  while (next_event() != "nothing") {
  }
}

BOOST_FIXTURE_TEST_CASE(a_crashed_child_is_restarted_alone_under_one_for_one, testing::node) {
  trap_exit();
  const pid top = supervisor::start_link({.children = {watched("a"), watched("b")}});
  next_event();
  next_event();
  const pid before = whereis("a");
  cast("a", crash{});
  settle();
  BOOST_TEST(next_event() == "stop a");
  BOOST_TEST(next_event() == "start a");
  BOOST_TEST(next_event() == "nothing");
  BOOST_TEST(whereis("a"));
  BOOST_TEST(whereis("a") != before);
  exit(top, exit_reason::shutdown);
  BOOST_TEST(receive<exit_signal>().reason == exit_reason::shutdown);
  BOOST_TEST(next_event() == "stop b");
  BOOST_TEST(next_event() == "stop a");
}
