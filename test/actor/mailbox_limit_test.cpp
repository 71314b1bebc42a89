// Mailboxes with a limit, by each policy, with senders here and on other workers.
#include "fauxtp/mailbox_limit.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "actors.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/testing.hpp"
#include "repetitions.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

struct work {};
struct report_to {
  pid whom;
};

/// Takes nothing until it is told to. Then it takes all numbers, and says on request which they
/// were.
void collector() {
  receive<work>();
  std::string seen;
  for (;;) {
    receive(on(type<int>, [&](int number) { seen += std::to_string(number) + " "; }),
            on([&](report_to asked) { send(asked.whom, seen); }));
  }
}

pid limited(std::size_t messages, overflow policy, placement place = placement::automatic) {
  return spawn(spawn_options{.place = place, .mailbox = {messages, policy}}, collector);
}

/// It takes no numbers, and it is in a sleep, where no message lets senders go on.
pid busy(std::size_t messages, overflow policy) {
  return spawn(spawn_options{.mailbox = {messages, policy}}, [] {
    sleep(1h);
    collector();
  });
}

std::string what_it_saw(testing::node& home, pid actor) {
  send(actor, work{});
  home.settle();
  send(actor, report_to{self()});
  return receive<std::string>();
}

void send_all(pid to, int count) {
  for (int i = 1; i <= count; ++i) send(to, i);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mailbox_limit_test)

BOOST_FIXTURE_TEST_CASE(losses_are_reported_each_time_that_they_have_doubled, testing::node) {
  // Here it takes nothing before this actor waits.
  const spawn_options beside{.place = placement::calling_thread,
                             .mailbox = {1, overflow::drop_newest}};
  const pid slow = spawn(beside, [] {
    for (;;) receive<int>();
  });
  settle();
  for (int i = 0; i < 100; ++i) {
    send_all(slow, 2);
    settle();
  }
  BOOST_TEST(info(slow)->lost == 100U);
  BOOST_TEST(reports("actor/mailbox_full").size() == 7U);  // 1, 2, 4, … 64
  exit(slow, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(reject_tells_the_sender_and_keeps_what_is_there, testing::node) {
  const pid slow = limited(3, overflow::reject);
  send_all(slow, 3);
  BOOST_CHECK_THROW(send(slow, 4), mailbox_full);
  settle();
  BOOST_TEST(info(slow)->messages == 3U);
  BOOST_TEST(info(slow)->lost == 1U);
  exit(slow, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(reject_holds_for_senders_on_any_worker, testing::node) {
  const pid slow = limited(10, overflow::reject, placement::spread);
  const pid test = self();
  for (int i = 0; i < 8; ++i) {
    spawn(spawn_options{.place = placement::spread}, [slow, test] {
      int sent = 0;
      try {
        for (;; ++sent) send(slow, sent);
      } catch (const mailbox_full&) {
      }
      send(test, sent);
    });
  }
  int all = 0;
  for (int i = 0; i < 8; ++i) all += receive<int>();
  BOOST_TEST(all == 10);
  exit(slow, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(who_takes_a_message_makes_room_for_another, testing::node) {
  const pid slow = limited(2, overflow::reject);
  send_all(slow, 2);
  exit(slow, exit_reason::kill);
  const pid quick = limited(2, overflow::reject);
  send(quick, work{});
  for (int i = 1; i <= 1000; ++i) {
    send(quick, i);
    settle();
  }
  send(quick, report_to{self()});
  BOOST_TEST(receive<std::string>().ends_with("999 1000 "));
  exit(quick, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(drop_newest_loses_what_comes_too_late, testing::node) {
  const pid slow = limited(4, overflow::drop_newest);
  send_all(slow, 6);
  settle();
  BOOST_TEST(info(slow)->lost == 2U);
  send(slow, 0);
  exit(slow, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(drop_oldest_keeps_the_newest_of_an_actor_that_has_not_begun,
                        testing::node) {
  const auto tells_what_it_takes = [test = self()] {
    std::string seen;
    for (int i = 0; i < 3; ++i) seen += std::to_string(receive<int>());
    send(test, seen);
  };
  const pid slow =
      spawn({.place = placement::here, .mailbox = {3, overflow::drop_oldest}}, tells_what_it_takes);
  send_all(slow, 5);
  BOOST_TEST(receive<std::string>() == "345");
}

BOOST_FIXTURE_TEST_CASE(drop_oldest_keeps_the_newest_in_order, testing::node) {
  const pid slow = spawn(spawn_options{.mailbox = {3, overflow::drop_oldest}}, [] {
    sleep(1h);
    collector();
  });
  send_all(slow, 8);
  settle();
  BOOST_TEST(info(slow)->messages == 3U);
  BOOST_TEST(info(slow)->lost == 5U);
  exit(slow, exit_reason::kill);
}

// The actor waits in a receive, behind messages that are dropped one after the other.
BOOST_FIXTURE_TEST_CASE(a_receive_goes_on_behind_messages_that_were_dropped, testing::node) {
  const pid slow = limited(3, overflow::drop_oldest);
  for (int i = 1; i <= 20; ++i) {
    send(slow, i);
    settle();
  }
  BOOST_TEST(what_it_saw(*this, slow) == "19 20 ");  // the message `work` has dropped the third
  exit(slow, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(with_exit_the_receiver_ends_and_says_why, testing::node) {
  const pid slow = spawn(spawn_options{.mailbox = {2, overflow::exit}}, [] {
    trap_exit();
    idle();
  });
  const ref end = monitor(slow);
  settle();
  send_all(slow, 2);
  settle();
  BOOST_TEST(is_alive(slow));
  send(slow, 3);
  settle();
  BOOST_TEST(to_string(end_of(end)) == "(\"mailbox_overflow\", 2)");
  BOOST_TEST(reports("actor/mailbox_overflow").size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(block_holds_the_sender_until_the_receiver_has_caught_up, testing::node) {
  const pid slow = busy(4, overflow::block);
  const pid sender = spawn([slow, test = self()] {
    send_all(slow, 100);
    send(test, "done");
  });
  settle();
  BOOST_TEST(info(slow)->messages == 5U);  // the limit, and one of the sender that waits
  BOOST_TEST((info(sender)->waits->what == wait_info::kind::room));
  BOOST_TEST(info(sender)->waits->whom == slow);
  advance(1h);
  send(slow, work{});
  BOOST_TEST(receive<std::string>() == "done");
  exit(slow, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(block_holds_the_sender_until_a_quarter_of_the_mailbox_is_free,
                        testing::node) {
  // Takes a message an hour, and sleeps in between, where no message lets senders go on.
  const pid slow = spawn(spawn_options{.mailbox = {8, overflow::block}}, [] {
    for (;;) {
      sleep(1h);
      receive<int>(0s);
    }
  });
  const pid sender = spawn(send_all, slow, 100);
  settle();
  for (const std::size_t left : {9U, 8U, 7U}) {
    BOOST_TEST(info(slow)->messages == left);
    BOOST_TEST((info(sender)->waits->what == wait_info::kind::room));
    advance(1h);
  }
  BOOST_TEST(info(slow)->messages == 9U);  // the sender has filled the quarter that was free
  for (const pid each : {sender, slow}) exit(each, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(a_receive_that_none_of_its_messages_fits_lets_senders_go_on,
                        testing::node) {
  const pid slow = limited(2, overflow::block);
  spawn([slow, test = self()] {
    send_all(slow, 50);
    send(slow, work{});
    send(slow, report_to{test});
  });
  BOOST_TEST(receive<std::string>().ends_with("49 50 "));
  exit(slow, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(who_waits_for_room_goes_on_when_the_receiver_ends, testing::node) {
  const pid slow = busy(1, overflow::block);
  spawn([slow, test = self()] {
    send_all(slow, 10);
    send(test, "done");
  });
  settle();
  exit(slow, exit_reason::kill);
  BOOST_TEST(receive<std::string>() == "done");
}

BOOST_FIXTURE_TEST_CASE(who_waits_for_room_can_be_killed, testing::node) {
  const pid slow = busy(1, overflow::block);
  const pid sender = spawn([slow] {
    send_all(slow, 10);
    sleep(1h);
  });
  const ref end = monitor(sender);
  settle();
  exit(sender, exit_reason::kill);
  settle();
  BOOST_TEST(end_of(end) == exit_reason::killed);
  exit(slow, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(two_that_fill_each_others_mailboxes_do_not_hang, testing::node) {
  const auto chatter = [](pid test) {
    const pid other = receive<pid>();
    send_all(other, 100);
    for (int i = 0; i < 100; ++i) receive<int>();
    send(test, "done");
  };
  const spawn_options options{.place = placement::spread, .mailbox = {3, overflow::block}};
  const pid one = spawn(options, chatter, self());
  const pid two = spawn(options, chatter, self());
  send(one, two);
  send(two, one);
  BOOST_TEST(receive<std::string>() == "done");
  BOOST_TEST(receive<std::string>() == "done");
}

BOOST_FIXTURE_TEST_CASE(what_the_system_sends_does_not_count, testing::node) {
  const pid slow = spawn(spawn_options{.mailbox = {1, overflow::drop_newest}}, [] {
    trap_exit();
    sleep(1h);
  });
  settle();
  send(slow, 1);
  exit(slow, exit_reason("one"));
  exit(slow, exit_reason("two"));
  settle();
  BOOST_TEST(info(slow)->messages == 3U);
  exit(slow, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(a_limit_is_changed_while_the_actor_runs, testing::node) {
  const pid slow = spawn([] { sleep(1h); });
  send_all(slow, 5);
  limit_mailbox(slow, {2, overflow::reject});
  settle();
  send_all(slow, 2);
  BOOST_CHECK_THROW(send(slow, 3), mailbox_full);
  limit_mailbox(slow, {});
  settle();
  send_all(slow, 100);
  settle();
  BOOST_TEST(info(slow)->messages == 107U);
  exit(slow, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(nobody_waits_for_ever_while_all_race_100_000_times, testing::node) {
  constexpr int senders = 4;
  const int each = race_repetitions(100'000) / senders;
  const pid sink = spawn(spawn_options{.place = placement::spread, .mailbox = {5, overflow::block}},
                         [each, test = self()] {
                           std::int64_t sum = 0;
                           for (int i = 0; i < senders * each; ++i) sum += receive<int>();
                           send(test, sum);
                         });
  for (int i = 0; i < senders; ++i) {
    spawn(spawn_options{.place = placement::spread}, [sink, each] {
      for (int n = 0; n < each; ++n) send(sink, 1);
    });
  }
  BOOST_TEST(receive<std::int64_t>() == senders * std::int64_t{each});
}

BOOST_FIXTURE_TEST_CASE(reject_does_not_refuse_what_an_actor_sends_to_itself, testing::node) {
  const pid own = spawn(spawn_options{.mailbox = {2, overflow::reject}}, [test = self()] {
    send_all(self(), 5);
    int taken = 0;
    while (receive<int>(0s)) ++taken;
    send(test, taken);
  });
  BOOST_TEST(receive<int>() == 5);
  settle();
  BOOST_TEST(!is_alive(own));
  BOOST_TEST(reports().empty());
}

BOOST_AUTO_TEST_SUITE_END()
