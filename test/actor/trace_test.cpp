// Messages of an actor that is traced.
#include "fauxtp/trace.hpp"

#include <boost/test/unit_test.hpp>

#include "actors.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// Passes each number on to `to`.
void pass_on(pid to) {
  for (;;) send(to, receive<int>());
}

struct traced_actor : testing::node {
  const pid sink = spawn(spawn_options{.place = placement::spread}, idle);
  const pid traced = spawn(spawn_options{.place = placement::spread}, pass_on, sink);

  void teardown() {
    kill(traced);
    kill(sink);
    testing::node::teardown();
  }
  std::vector<trace_event> events() {
    settle();
    std::vector<trace_event> all;
    while (auto event = receive<trace_event>(0s)) all.push_back(*event);
    return all;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(trace_test, traced_actor)

BOOST_AUTO_TEST_CASE(a_tracer_sees_each_message_that_comes_and_that_goes) {
  trace(traced);
  send(traced, 7);
  const auto seen = events();
  BOOST_REQUIRE(seen.size() == 2U);
  BOOST_TEST(seen[0].actor == traced);
  BOOST_TEST((seen[0].what == trace_event::kind::received));
  BOOST_TEST(seen[0].message == "7");
  BOOST_TEST(seen[1].actor == traced);
  BOOST_TEST((seen[1].what == trace_event::kind::sent));
  BOOST_TEST(seen[1].to == sink);
  BOOST_TEST(seen[1].message == "7");
}

BOOST_AUTO_TEST_CASE(what_came_before_is_not_traced_nor_what_comes_after) {
  send(traced, 1);
  settle();
  trace(traced);
  untrace(traced);
  send(traced, 2);
  BOOST_TEST(events().empty());
}

BOOST_AUTO_TEST_CASE(the_last_one_who_asked_is_the_tracer) {
  const pid other = spawn([traced = traced] {
    trace(traced);
    receive<trace_event>();
  });
  settle();
  trace(traced);
  send(traced, 1);
  BOOST_TEST(events().size() == 2U);
  BOOST_TEST(is_alive(other));
  kill(other);
}

BOOST_AUTO_TEST_CASE(tracing_ends_with_the_tracer) {
  const pid tracer = spawn([traced = traced] {
    trace(traced);
    sleep(1h);
  });
  settle();
  kill(tracer);
  settle();
  send(traced, 1);
  settle();
  BOOST_TEST(next_message() == "nothing");
  BOOST_TEST(is_alive(traced));
}

BOOST_AUTO_TEST_CASE(two_that_trace_each_other_are_done_some_time) {
  const auto traces = [test = self()](pid& other) {
    receive(on("go", [] {}));
    trace(other);
    send(test, "traces");
    receive<trace_event>();
    sleep(1h);
  };
  pid one, two;
  one = spawn(traces, std::ref(two));
  two = spawn(traces, std::ref(one));
  settle();
  for (const pid each : {one, two}) send(each, "go");
  receive(on("traces", [] {}));
  receive(on("traces", [] {}));
  send(one, 1);
  settle();
  BOOST_TEST(info(two).value().handled == 2U);  // "go", and one event
  kill(one);
  kill(two);
}

BOOST_AUTO_TEST_CASE(an_actor_cannot_trace_itself) {
  BOOST_CHECK_THROW(trace(self()), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(who_has_ended_is_not_traced) {
  kill(traced);
  settle();
  trace(traced);
  BOOST_TEST(events().empty());
}

BOOST_AUTO_TEST_SUITE_END()
