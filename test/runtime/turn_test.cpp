// When a fiber that never waits must let other fibers run.
#include "runtime/turn.hpp"

#include <boost/test/unit_test.hpp>

using namespace fauxtp::runtime;
using namespace std::chrono_literals;

namespace {

constexpr int limit = 1'000'000;

/// How many messages a turn can send, each to a queue of that length, until it is over.
int sent_to(std::size_t queue) {
  turn own;
  int sent = 1;
  while (!own.has_sent(queue) && sent < limit) ++sent;
  return sent;
}

/// How many messages a turn can take, each of which takes that much time, until it is over.
int taken_in(nanoseconds time_of_each) {
  manual_clock time;
  turn own;
  int taken = 1;
  while (!own.has_taken(time) && taken < limit) {
    time.set(time.now() + time_of_each);
    ++taken;
  }
  return taken;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(turn_test)

BOOST_AUTO_TEST_CASE(a_turn_ends_after_very_many_messages_taken_however_quickly) {
  BOOST_TEST(taken_in(0ns) > 1000);
  BOOST_TEST(taken_in(0ns) < 10'000);
}

BOOST_AUTO_TEST_CASE(a_turn_ends_soon_when_the_messages_taken_have_taken_long) {
  BOOST_TEST(taken_in(1ms) <= 16);
  BOOST_TEST(taken_in(10us) <= 64);
}

BOOST_AUTO_TEST_CASE(a_turn_ends_after_many_messages_sent_although_nobody_has_a_queue) {
  BOOST_TEST(sent_to(0) > 100);
  BOOST_TEST(sent_to(0) < 1000);
}

BOOST_AUTO_TEST_CASE(a_turn_ends_the_sooner_the_longer_the_queue_of_the_receiver_is) {
  BOOST_TEST(sent_to(100) < sent_to(0));
  BOOST_TEST(sent_to(10'000) < sent_to(100));
  BOOST_TEST(sent_to(1'000'000) == 1);
}

BOOST_AUTO_TEST_CASE(a_turn_that_has_done_little_is_not_over) {
  manual_clock time;
  turn own;
  BOOST_TEST(!own.has_taken(time));
  BOOST_TEST(!own.has_sent(1));
}

BOOST_AUTO_TEST_SUITE_END()
