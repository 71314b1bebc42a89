// Links: a set on both sides, and what is left of it after unlink.
#include "fauxtp/link.hpp"

#include <boost/test/unit_test.hpp>

#include "actors.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// The test traps exits; the peer does what it is told.
struct linked : testing::node {
  linked() { trap_exit(); }
  pid peer = spawn(puppet);

  void stop_peer() {
    exit(peer, exit_reason::shutdown);
    settle();
  }
  void teardown() {
    unlink(peer);
    kill(peer);
    settle();
    testing::node::teardown();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(link_test, linked)

BOOST_AUTO_TEST_CASE(a_link_tells_the_end_of_the_other) {
  link(peer);
  stop_peer();
  BOOST_TEST(signal_from(peer) == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(a_link_works_from_the_other_side_too) {
  tell(peer, [test = self()] { link(test); });
  settle();
  stop_peer();
  BOOST_TEST(signal_from(peer) == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(X3_after_unlink_no_exit_signal_arrives) {
  link(peer);
  unlink(peer);
  stop_peer();
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(X3_unlinking_from_the_other_side_ends_the_link_too) {
  link(peer);
  tell(peer, [test = self()] { unlink(test); });
  settle();
  stop_peer();
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(X3_a_signal_that_became_a_message_before_unlink_stays) {
  link(peer);
  stop_peer();
  unlink(peer);
  BOOST_TEST(signal_from(peer) == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(X4_linking_twice_and_unlinking_once_leaves_no_link) {
  link(peer);
  link(peer);
  unlink(peer);
  stop_peer();
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(X4_linking_twice_gives_one_signal) {
  link(peer);
  link(peer);
  tell(peer, [test = self()] { link(test); });
  settle();
  stop_peer();
  BOOST_TEST(signal_from(peer) == exit_reason::shutdown);
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(unlinking_what_was_never_linked_is_nothing) {
  unlink(peer);
  link(peer);
  stop_peer();
  BOOST_TEST(signal_from(peer) == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(an_unlink_of_one_that_has_ended_leaves_nothing) {
  const pid other = spawn(spawn_options{.place = placement::spread}, puppet);
  link(other);
  settle();
  exit(other, exit_reason::kill);
  // Its exit signal has not been taken yet: this actor does not wait. With one worker the other one
  // has to run here.
  if (workers() == 1) {
    settle();
  } else {
    while (is_alive(other)) {
    }
  }
  unlink(other);
  settle();
  std::size_t links = 99;
  infos({.choose = [&links](const process_glance& each) {
    if (each.label == "main") links = each.links;
    return false;
  }});
  BOOST_TEST(links == 0U);
  receive<exit_signal>(0s);
}

BOOST_AUTO_TEST_CASE(linking_again_after_unlink_is_a_link) {
  link(peer);
  unlink(peer);
  link(peer);
  stop_peer();
  BOOST_TEST(signal_from(peer) == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(a_link_and_an_unlink_that_cross_leave_both_sides_agreeing) {
  for (int i = 0; i < 500; ++i) {
    tell(peer, [test = self()] {
      link(test);
      unlink(test);
    });
    link(peer);
    unlink(peer);
  }
  settle();
  stop_peer();
  BOOST_TEST(next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(X5_linking_to_who_has_ended_is_a_signal_with_noproc_to_who_traps) {
  stop_peer();
  link(peer);
  settle();
  BOOST_TEST(signal_from(peer) == exit_reason::noproc);
}

BOOST_AUTO_TEST_CASE(X5_linking_to_who_has_ended_is_an_error_to_who_does_not_trap) {
  stop_peer();
  trap_exit(false);
  BOOST_CHECK_THROW(link(peer), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(linking_to_nobody_is_as_linking_to_who_has_ended) {
  link(pid());
  settle();
  BOOST_TEST(signal_from(pid()) == exit_reason::noproc);
}

BOOST_AUTO_TEST_CASE(linking_to_oneself_is_nothing) {
  const monitored made = spawn_monitor([] {
    link(self());
    stop(exit_reason::shutdown);
  });
  settle();
  BOOST_TEST(end_of(made.monitor) == exit_reason::shutdown);
}

BOOST_AUTO_TEST_CASE(a_chain_of_links_falls_from_one_end_to_the_other) {
  const pid first = spawn([] {
    spawn_link([] {
      spawn_link(puppet);
      puppet();
    });
    puppet();
  });
  settle();
  const std::size_t before = actors();
  exit(first, exit_reason(term("fall")));
  settle();
  BOOST_TEST(before - actors() == 3U);
}

BOOST_AUTO_TEST_CASE(a_thousand_links_of_one_actor_are_all_told) {
  const pid hub = spawn(puppet);
  for (int i = 0; i < 1000; ++i) {
    spawn([hub] {
      link(hub);
      puppet();
    });
  }
  settle();
  const std::size_t before = actors();
  exit(hub, exit_reason::shutdown);
  settle();
  BOOST_TEST(before - actors() == 1001U);
}

BOOST_AUTO_TEST_SUITE_END()
