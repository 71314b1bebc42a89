// An actor that sends and never waits can be ended all the same.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <functional>

#include "actors.hpp"
#include "fauxtp/fauxtp.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;
using fauxtp::testing::await;
using fauxtp::testing::idle;

namespace {

struct way_of_sending {
  const char* name;
  void (*once)(pid to);
};
std::ostream& operator<<(std::ostream& out, const way_of_sending& way) { return out << way.name; }

const way_of_sending ways[] = {
    {"send", [](pid to) { send(to, "x"); }},
    {"send to a name that is taken", [](pid) { send("somebody", "x"); }},
    {"cast", [](pid to) { cast(to, "x"); }},
    {"reply",
     [](pid to) {
       reply(from{to, make_ref()}, "x");
     }},
    {"send_after", [](pid to) { cancel_timer(send_after(1h, to, "x")); }},
    {"link", [](pid to) { link(to), unlink(to); }},
    {"monitor", [](pid to) { demonitor(monitor(to)); }},
    {"exit", [](pid to) { exit(to, exit_reason::normal); }},
    {"send by an alias",
     [](pid) {
       send(alias{self(), make_ref()}, "x");
     }},
};

/// Sends a message when it is destroyed.
struct farewell {
  pid to;
  ~farewell() { send(to, "bye"); }
};

struct home : fauxtp::testing::node {
  pid receiver = spawn(idle);
  home() { register_name("somebody", receiver); }
  void teardown() {
    exit(receiver, exit_reason::kill);
    fauxtp::testing::node::teardown();
  }

  /// The reason with which an actor ends that runs `endless`, if another actor on its worker tells
  /// it to end.
  exit_reason end_of(std::function<void()> endless, exit_reason order = exit_reason::kill) const {
    const monitored victim = spawn_monitor([endless, order] {
      spawn({.place = placement::here}, [victim = self(), order] { exit(victim, order); });
      endless();
    });
    return await(victim.monitor);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(endless_sender)

BOOST_DATA_TEST_CASE_F(home, who_sends_without_end_is_ended_by_kill,
                       boost::unit_test::data::make(ways), way) {
  BOOST_TEST(end_of([&] {
               for (;;) way.once(receiver);
             }) == exit_reason::killed);
}

BOOST_FIXTURE_TEST_CASE(who_sends_without_end_obeys_shutdown, home) {
  const auto endless = [this] {
    for (;;) send(receiver, "x");
  };
  BOOST_TEST(end_of(endless, exit_reason::shutdown) == exit_reason::shutdown);
}

BOOST_FIXTURE_TEST_CASE(a_full_mailbox_that_blocks_stays_bounded_while_its_sender_is_ended, home) {
  limit_mailbox(receiver, {.messages = 10});
  BOOST_TEST(end_of([&] {
               for (;;) send(receiver, "x");
             }) == exit_reason::killed);
  BOOST_TEST(info(receiver)->messages <= 12u);
}

BOOST_FIXTURE_TEST_CASE(an_end_never_leaves_a_destructor_that_sends, home) {
  for (int i = 0; i < 100; ++i) {
    BOOST_TEST(end_of([&] {
                 for (;;) {
                   const farewell guard{receiver};
                   send(receiver, "x");
                 }
               }) == exit_reason::killed);
  }
}

BOOST_FIXTURE_TEST_CASE(an_end_waits_for_a_function_that_is_noexcept, home) {
  int sent = 0;
  BOOST_TEST(end_of([&] {
               const auto all = [&]() noexcept {
                 while (sent < 10'000) send(receiver, ++sent);
               };
               all();
               for (;;) send(receiver, "x");
             }) == exit_reason::killed);
  BOOST_TEST(sent == 10'000);
}

BOOST_FIXTURE_TEST_CASE(who_catches_all_and_sends_on_meets_its_end_again, home) {
  int met = 0;
  BOOST_TEST(end_of([&] {
               while (met < 3) {
                 try {
                   for (;;) send(receiver, "x");
                 } catch (...) {
                   ++met;
                 }
               }
             }) == exit_reason::killed);
  BOOST_TEST(met == 3);
}

BOOST_AUTO_TEST_SUITE_END()
