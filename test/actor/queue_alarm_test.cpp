// The log tells of a mailbox that becomes long, and when it is short again.
#include <boost/test/unit_test.hpp>
#include <mutex>
#include <string>
#include <vector>

#include "actors.hpp"
#include "fauxtp/mailbox_limit.hpp"
#include "fauxtp/node.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

struct takes {
  int count;
};

constexpr unsigned where_it_waits = __LINE__ + 5;

/// Takes as many numbers as it is told to.
void taker() {
  for (;;) {
    const auto order = receive<takes>();
    for (int i = 0; i < order.count; ++i) receive<int>();
  }
}

struct alarmed : testing::node {
  pid open(mailbox_limit limit = {}) {
    made_ = spawn({.label = "clerk", .mailbox = limit}, taker);
    return made_;
  }
  void send_numbers(int count) {
    for (int i = 0; i < count; ++i) send(made_, i);
    settle();
  }
  void take(int count) {
    send(made_, takes{count});
    settle();
  }
  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    for (const report& each : reports("actor/long_message_queue")) {
      all.push_back(std::string(to_string(each.level)) + " " + each.name + " " + each.text);
    }
    return all;
  }
  void teardown() {
    exit(made_, exit_reason::kill);
    settle();
    testing::node::teardown();
  }

 private:
  pid made_;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(queue_alarm_test, alarmed)

BOOST_AUTO_TEST_CASE(a_long_queue_is_told_each_time_that_it_has_doubled) {
  open();
  send_numbers(999);
  BOOST_TEST(lines().empty());
  send_numbers(1);
  BOOST_TEST(lines().size() == 1U);
  BOOST_TEST(lines()[0] ==
             "warning clerk has 1000 messages in its mailbox; waits for message at "
             "queue_alarm_test.cpp:" +
                 std::to_string(where_it_waits));
  send_numbers(999);
  BOOST_TEST(lines().size() == 1U);
  send_numbers(6001);
  BOOST_TEST(lines().size() == 4U);
  BOOST_TEST(lines()[3].starts_with("warning clerk has 8000 messages"));
}

BOOST_AUTO_TEST_CASE(it_is_told_when_fewer_than_half_of_the_first_are_left) {
  open();
  send_numbers(3000);
  take(2500);
  BOOST_TEST(lines().size() == 2U);
  take(1);
  BOOST_REQUIRE(lines().size() == 3U);
  BOOST_TEST(lines()[2] == "notice clerk has 499 messages in its mailbox again");
  take(499);
  BOOST_TEST(lines().size() == 3U);
  advance(10s);
  send_numbers(1000);
  BOOST_TEST(lines().size() == 4U, "and it begins anew");
}

BOOST_AUTO_TEST_CASE(a_queue_that_swings_is_not_told_each_time) {
  open();
  send_numbers(1500);
  for (int i = 0; i < 100; ++i) {
    take(900);
    send_numbers(900);
  }
  BOOST_TEST(lines().size() == 1U);
}

BOOST_AUTO_TEST_CASE(bursts_are_told_once_in_ten_seconds_unless_they_are_twice_as_long) {
  open();
  const auto burst = [&](int size) {
    send_numbers(size);
    take(size);
  };
  for (int i = 0; i < 100; ++i) burst(1500);
  BOOST_TEST(lines().size() == 2U);
  burst(2500);
  BOOST_TEST(lines().size() == 4U);
  advance(10s);
  burst(1500);
  BOOST_TEST(lines().size() == 6U);
}

BOOST_AUTO_TEST_CASE(a_queue_that_is_long_again_and_stays_so_is_told) {
  open();
  send_numbers(1000);
  take(1000);
  BOOST_TEST(lines().size() == 2U);
  send_numbers(1000);
  advance(10s);
  BOOST_TEST(lines().size() == 2U);
  send_numbers(126);
  BOOST_TEST(lines().size() == 3U);
}

BOOST_AUTO_TEST_CASE(an_actor_can_have_an_alarm_of_its_own) {
  open({.queue_alarm = 10});
  send_numbers(10);
  BOOST_TEST(lines().size() == 1U);
  take(6);
  BOOST_TEST(lines().size() == 2U);
}

BOOST_AUTO_TEST_CASE(an_alarm_can_be_off) {
  open({.queue_alarm = 0});
  send_numbers(5000);
  BOOST_TEST(lines().empty());
}

BOOST_AUTO_TEST_CASE(an_alarm_is_changed_while_the_queue_is_long) {
  const pid clerk = open();
  send_numbers(1500);
  BOOST_TEST(lines().size() == 1U);
  limit_mailbox(clerk, {.queue_alarm = 100});
  send_numbers(1);
  BOOST_TEST(lines().size() == 2U);
  take(1400);
  BOOST_TEST(lines().size() == 2U);
  take(52);
  BOOST_TEST(lines().size() == 3U);
  limit_mailbox(clerk, {.queue_alarm = 0});
  send_numbers(5000);
  BOOST_TEST(lines().size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_mailbox_with_a_limit_has_an_alarm_too) {
  open({.messages = 30, .policy = overflow::drop_newest, .queue_alarm = 10});
  send_numbers(29);
  BOOST_TEST(lines().size() == 2U);
  take(25);
  BOOST_TEST(lines().size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(a_node_has_an_alarm_for_all_of_its_actors) {
  std::mutex guard;
  std::vector<std::string> told;
  node_options options;
  options.workers = workers_wanted();
  options.queue_alarm = 5;
  options.log = [&](const report& each) {
    const std::lock_guard lock(guard);
    if (each.label == "actor/long_message_queue") told.push_back(each.text);
  };
  const fauxtp::node home(options);
  const pid clerk = spawn(taker);
  for (int i = 0; i < 5; ++i) send(clerk, i);
  BOOST_TEST(info(clerk)->messages == 5U);
  const std::lock_guard lock(guard);
  BOOST_TEST(told.size() == 1U);
}
