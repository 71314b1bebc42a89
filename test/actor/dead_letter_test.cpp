// What nobody takes is counted, named in the log within bounds, and told to who has subscribed.
#include "fauxtp/dead_letter.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <string>
#include <thread>
#include <vector>

#include "actors.hpp"
#include "fauxtp/alias.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/mailbox_limit.hpp"
#include "fauxtp/node.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/timer.hpp"
#include "free_threads.hpp"
#include "repetitions.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// Takes so many seconds for a call.
class slow : public gen_server<slow> {
 public:
  explicit slow(bool keeps = false) {
    if (keeps) keep_deadlines();
  }
  term handle_call(term seconds, from) {
    fauxtp::sleep(std::chrono::seconds(seconds.as<int>()));
    return "done";
  }
};

struct dead_letters : testing::node {
  const pid ended = [this] {
    const pid made = spawn([] {});
    settle();
    return made;
  }();

  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    for (const report& each : reports("actor/dead_letter")) all.push_back(each.text);
    return all;
  }
  void call_and_give_up(pid server, int seconds) {
    spawn({.label = "impatient"}, [=] {
      try {
        call(server, term(seconds), 1s);
      } catch (const call_error&) {
        fauxtp::sleep(1h);
      }
    });
    settle();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(dead_letter_test, dead_letters)

BOOST_AUTO_TEST_CASE(a_message_for_who_has_ended_is_counted_and_named) {
  send(ended, tuple("hello", 7));
  BOOST_TEST(count_dead_letters().no_actor == 1U);
  BOOST_REQUIRE(lines().size() == 1U);
  BOOST_TEST(lines()[0] == "has sent to " + to_string(ended) + ", who has ended: (\"hello\", 7)");
  BOOST_TEST(reports("actor/dead_letter")[0].from == self());
}

BOOST_AUTO_TEST_CASE(requests_for_who_has_ended_are_counted) {
  cast(ended, "hello");
  try {
    call(ended, "are you there?");
  } catch (const call_error&) {
  }
  BOOST_TEST(count_dead_letters().no_actor == 2U);
  BOOST_TEST(lines()[0].ends_with("who has ended: cast \"hello\""));
  BOOST_TEST(lines()[1].ends_with("who has ended: call \"are you there?\""));
}

BOOST_AUTO_TEST_CASE(what_is_sent_to_a_name_that_nobody_has_is_counted) {
  cast("nobody", "hello");
  BOOST_CHECK_THROW(send("nobody", "hello"), std::invalid_argument);
  BOOST_TEST(count_dead_letters().no_actor == 2U);
  BOOST_TEST(lines()[0] == "has sent to \"nobody\", a name that nobody has: cast \"hello\"");
}

BOOST_AUTO_TEST_CASE(a_message_by_an_alias_that_was_taken_back_is_counted) {
  const alias address = make_alias();
  unalias(address);
  send(address, "hello");
  settle();
  BOOST_TEST(count_dead_letters().no_actor == 1U);
}

BOOST_AUTO_TEST_CASE(a_reply_that_comes_too_late_is_counted) {
  const pid server = start<slow>(start_options{.name = "slow"});
  call_and_give_up(server, 2);
  advance(1s);
  BOOST_TEST(count_dead_letters().late_reply == 0U);
  advance(1s);
  BOOST_TEST(count_dead_letters().late_reply == 1U);
  BOOST_REQUIRE(lines().size() == 1U);
  BOOST_TEST(lines()[0].starts_with("has replied to "));
  BOOST_TEST(lines()[0].ends_with(", who does not wait for it any more: \"done\""));
  BOOST_TEST(reports("actor/dead_letter")[0].from == server);
  BOOST_TEST(reports("actor/dead_letter")[0].name == "slow");
  exit(server, exit_reason::kill);
  advance(1h);
}

BOOST_AUTO_TEST_CASE(a_reply_to_a_caller_that_has_ended_is_late) {
  const pid server = start<slow>();
  const pid caller = spawn([=] { call(server, term(2), infinity); });
  settle();
  exit(caller, exit_reason::kill);
  advance(2s);
  BOOST_TEST(count_dead_letters().late_reply == 1U);
  exit(server, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(replies_that_are_waited_for_are_no_dead_letters) {
  const pid server = start<slow>();
  for (int i = 0; i < 100; ++i) call(server, term(0));
  const pid by_another = spawn([] {});
  settle();
  info(by_another);
  info(server);
  exit(server, exit_reason::kill);
  settle();
  BOOST_TEST((count_dead_letters() == dead_letter_counts()));
}

BOOST_AUTO_TEST_CASE(what_a_full_mailbox_loses_is_counted_for_the_actor_and_the_node) {
  for (const overflow policy : {overflow::reject, overflow::drop_newest, overflow::drop_oldest}) {
    const pid full = spawn({.mailbox = {1, policy}}, idle);
    settle();
    const auto before = count_dead_letters().mailbox_full;
    for (int i = 0; i < 3; ++i) {
      try {
        send(full, i);
      } catch (const mailbox_full&) {
      }
    }
    settle();
    BOOST_TEST(count_dead_letters().mailbox_full == before + 2);
    BOOST_TEST(info(full)->lost == 2U);
    exit(full, exit_reason::kill);
    settle();
  }
  BOOST_TEST(lines().empty(), "their receivers tell of them");
}

BOOST_AUTO_TEST_CASE(what_is_shed_or_left_out_is_counted_for_the_node) {
  const mailbox_limit limit{.max_age = 5s};
  const pid server = start<slow>(start_options{.spawn = {.mailbox = limit}}, true);
  call_and_give_up(server, 10);
  cast(server, "too late then");
  call_and_give_up(server, 1);
  advance(10s);
  BOOST_TEST(count_dead_letters().shed == 1U);
  BOOST_TEST(count_dead_letters().left_out == 1U);
  exit(server, exit_reason::kill);
  advance(1h);
}

BOOST_AUTO_TEST_CASE(what_lies_unread_when_an_actor_ends_is_counted) {
  const pid reader = spawn(idle);
  for (int i = 0; i < 5; ++i) send(reader, i);
  settle();
  exit(reader, exit_reason::kill);
  settle();
  BOOST_TEST(count_dead_letters().unread == 5U);
}

BOOST_AUTO_TEST_CASE(a_message_on_its_way_to_one_that_ends_is_counted,
                     *needs_free_threads("an actor holds its worker")) {
  if (workers() == 1) return;
  std::atomic<bool> holds{false}, ends{false};
  const auto hold = [&] {
    receive<std::string>();
    holds = true;
    while (!ends) std::this_thread::yield();
  };
  pid reader;
  for (bool is_elsewhere = false; !is_elsewhere;) {
    reader = spawn({.place = placement::spread}, hold);
    is_elsewhere = info(reader)->worker != info(self())->worker;
    if (!is_elsewhere) exit(reader, exit_reason::kill);
  }
  send(reader, "hold");
  while (!holds) std::this_thread::yield();
  for (int i = 0; i < 3; ++i) send(reader, i);
  ends = true;
  settle();
  BOOST_TEST(count_dead_letters().no_actor == 3U);
}

// The log.

BOOST_AUTO_TEST_CASE(the_first_ten_are_named_and_then_their_number_every_ten_seconds) {
  for (int i = 0; i < 1000; ++i) send(ended, i);
  BOOST_TEST(lines().size() == 10U);
  BOOST_TEST(lines()[9].ends_with(": 9; further ones are counted, and told every 10 s"));
  advance(10s - 1ms);
  send(ended, 0);
  BOOST_TEST(lines().size() == 10U);
  advance(1ms);
  for (int i = 0; i < 1000; ++i) send(ended, i);
  BOOST_REQUIRE(lines().size() == 11U);
  BOOST_TEST(lines()[10] ==
             "992 more messages to actors that have ended, or late replies; 1002 since the node "
             "began");
  advance(10s);
  send(ended, 0);
  BOOST_REQUIRE(lines().size() == 12U);
  BOOST_TEST(lines()[11].starts_with("1000 more messages "));
}

// Subscribers.

BOOST_AUTO_TEST_CASE(who_has_subscribed_is_told_who_has_sent_what_to_whom) {
  subscribe_dead_letters();
  const pid sender = spawn([to = ended] { send(to, "hello"); });
  settle();
  const auto found = receive<dead_letter>(0s);
  BOOST_REQUIRE(found);
  BOOST_TEST((found->why == dead_letter_kind::no_actor));
  BOOST_TEST(found->sender == sender);
  BOOST_TEST(found->receiver == ended);
  BOOST_TEST(found->message == "\"hello\"");
  cast("nobody", "hello");
  BOOST_TEST(receive<dead_letter>(0s)->name == "nobody");
  unsubscribe_dead_letters();
  send(ended, "hello");
  settle();
  BOOST_TEST(!receive<dead_letter>(0s));
}

BOOST_AUTO_TEST_CASE(who_has_subscribed_never_has_more_than_it_wants) {
  subscribe_dead_letters(3);
  for (int i = 0; i < 100; ++i) send(ended, i);
  settle();
  BOOST_TEST(info(self())->messages == 3U);
  BOOST_TEST(count_dead_letters().no_actor == 100U);
  BOOST_TEST(receive<dead_letter>(0s)->message == "0");
  send(ended, "there is room again");
  settle();
  BOOST_TEST(info(self())->messages == 3U);
  while (receive<dead_letter>(0s)) {
  }
}

BOOST_AUTO_TEST_CASE(a_subscriber_that_ends_harms_nobody) {
  const pid subscriber = spawn([] {
    subscribe_dead_letters();
    idle();
  });
  settle();
  send(ended, 1);
  exit(subscriber, exit_reason::kill);
  settle();
  send(ended, 2);
  BOOST_TEST(count_dead_letters().no_actor == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

// Four actors send to one that is killed at any moment.
BOOST_AUTO_TEST_CASE(no_message_vanishes_uncounted_while_its_receiver_ends) {
  node_options options;
  options.workers = workers_wanted();
  options.log = [](const report&) {};
  const fauxtp::node home(options);
  constexpr int senders = 4, each = 25;
  std::uint64_t sent = 0;
  std::atomic<std::uint64_t> taken{0};
  for (int round = repetitions(1000); round > 0; --round) {
    const pid reader = spawn({.place = placement::spread}, [&taken] {
      for (;;) {
        receive<int>();
        ++taken;
      }
    });
    for (int i = 0; i < senders; ++i) {
      spawn({.place = placement::spread}, [=, test = self()] {
        for (int n = 0; n < each; ++n) send(reader, n);
        send(test, "sent");
      });
    }
    sent += senders * each;
    receive<std::string>();
    exit(reader, exit_reason::kill);
    for (int i = 1; i < senders; ++i) receive<std::string>();
    const ref end = monitor(reader);
    await(end);
  }
  const auto all = [&] {
    const dead_letter_counts counts = count_dead_letters();
    return taken + counts.no_actor + counts.unread;
  };
  // What is on its way to a worker when the others have done is there when that worker has
  // answered.
  for (int i = 0; i < 1000 && all() != sent; ++i) sleep(1ms);
  BOOST_TEST(all() == sent);
}
