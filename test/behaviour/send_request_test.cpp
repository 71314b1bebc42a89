// Requests whose replies are taken later.
#include "fauxtp/send_request.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <set>

#include "fauxtp/node.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/testing.hpp"
#include "obedient.hpp"
#include "servers.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

struct twice {
  using reply = int;
  int number;
};
struct touch {
  using reply = void;
};

class doubler : public gen_server<doubler, calls<twice, touch>> {
 public:
  int handle_call(twice request, from) {
    if (request.number < 0) throw std::runtime_error("negative");
    if (request.number > 1000) fauxtp::sleep(1s);
    return 2 * request.number;
  }
  void handle_call(touch, from) {}
};

struct requesting : testing::node {
  const pid server = start<doubler>();
  void teardown() {
    exit(server, exit_reason::kill);
    settle();
    testing::node::teardown();
  }
};

const duration long_enough = 10s;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(send_request_test, requesting)

BOOST_AUTO_TEST_CASE(G14_send_request) {
  request_id<int> id = send_request(server, twice{21});
  BOOST_TEST(receive_response(std::move(id), long_enough) == 42);
  receive_response(send_request(server, touch{}), long_enough);
  settle();
  BOOST_TEST(testing::next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(G14_send_request_to_a_name_and_to_nobody) {
  register_name("doubler", server);
  BOOST_TEST(receive_response(send_request("doubler", twice{1})) == 2);
  BOOST_TEST(testing::cause_of([] { receive_response(send_request("nobody", twice{1})); }) ==
             exit_reason::noproc);
}

BOOST_AUTO_TEST_CASE(wait_response_may_be_asked_again) {
  auto id = send_request(server, twice{2000});
  settle();
  BOOST_TEST(!check_response(id));
  advance(1s);
  BOOST_TEST(wait_response(id, long_enough).value() == 4000);
}

BOOST_AUTO_TEST_CASE(receive_response_gives_the_reply_up_when_the_time_is_over) {
  const pid asker = spawn([server = server, test = self()] {
    auto id = send_request(server, twice{2000});
    const exit_reason cause = testing::cause_of([&] { receive_response(std::move(id), 500ms); });
    fauxtp::sleep(10s);
    send(test, tuple(to_string(cause), receive(on(any, [](term) { return "late"; }),
                                               after(0s, [] { return "nothing"; }))));
  });
  advance(20s);
  BOOST_TEST(!is_alive(asker));
  BOOST_TEST(testing::next_message() == R"(("timeout", "nothing"))");
}

BOOST_AUTO_TEST_CASE(a_server_that_ends_fails_its_requests_with_its_reason) {
  auto first = send_request(server, twice{-1});
  auto second = send_request(server, twice{1});
  const exit_reason cause = testing::cause_of([&] { receive_response(std::move(first)); });
  BOOST_TEST(to_string(cause) == "error: std::runtime_error: negative");
  BOOST_TEST(testing::cause_of([&] { receive_response(std::move(second)); }) == cause);
}

BOOST_AUTO_TEST_CASE(a_dropped_request_leaves_nothing_behind) {
  { const auto id = send_request(server, twice{1}); }
  settle();
  BOOST_TEST(testing::next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(a_response_may_come_as_a_message) {
  const ref good = respond_by_message(send_request(server, twice{4}));
  const response answer = receive<response>();
  BOOST_TEST(answer.id == good);
  BOOST_TEST(answer.reply == 8);
  const ref bad = respond_by_message(send_request(server, twice{-4}));
  const response failure = receive<response>();
  BOOST_TEST(failure.id == bad);
  BOOST_TEST(to_string(failure.failure.value()) == "error: std::runtime_error: negative");
}

BOOST_AUTO_TEST_CASE(a_response_that_has_come_already_becomes_a_message_too) {
  auto id = send_request(server, twice{4});
  settle();
  respond_by_message(std::move(id));
  BOOST_TEST(receive<response>(0s).value().reply == 8);
}

BOOST_AUTO_TEST_CASE(G15_reqid_collection_receive_response) {
  request_collection<int, std::string> all;
  BOOST_TEST(!all.receive_response());
  for (int i = 0; i < 100; ++i) all.add(send_request(server, twice{i}), "n" + std::to_string(i));
  BOOST_TEST(all.size() == 100U);
  int sum = 0;
  while (const auto next = all.receive_response()) {
    BOOST_TEST(next->label == "n" + std::to_string(*next->reply / 2));
    sum += *next->reply;
  }
  BOOST_TEST(sum == 99 * 100);
  BOOST_TEST(all.empty());
}

BOOST_AUTO_TEST_CASE(G15_when_the_time_is_over_receive_response_gives_the_rest_up) {
  request_collection<int> all;
  all.add(send_request(server, twice{1}), 1);
  all.add(send_request(server, twice{2000}), 2);
  settle();
  BOOST_TEST(all.receive_response(0s)->label == 1U);
  BOOST_TEST(!all.receive_response(0s));
  BOOST_TEST(all.empty());
  advance(1s);
  BOOST_TEST(testing::next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(G16_reqid_collection_wait_response) {
  request_collection<int> all;
  all.add(send_request(server, twice{2000}), 7);
  settle();
  BOOST_TEST(!all.wait_response(0s));
  BOOST_TEST(all.size() == 1U);
  advance(1s);
  BOOST_TEST(all.wait_response(long_enough)->reply.value() == 4000);
}

BOOST_AUTO_TEST_CASE(G17_reqid_collection_check_response) {
  request_collection<int> all;
  all.add(send_request(server, twice{1}), 1);
  all.add(send_request(server, twice{-1}), 2);
  all.add(send_request("nobody", twice{1}), 3);
  settle();
  std::map<std::size_t, std::string> heard;
  while (const auto next = all.check_response()) {
    heard[next->label] = next->ok() ? "ok" : to_string(next->failure);
  }
  BOOST_TEST(heard[1] == "ok");
  BOOST_TEST(heard[2] == "error: std::runtime_error: negative");
  BOOST_TEST(heard[3] == "noproc");
}

BOOST_AUTO_TEST_CASE(responses_of_a_collection_come_in_the_order_of_the_answers) {
  request_collection<int> all;
  for (std::size_t i = 0; i < 3; ++i) all.add(send_request(server, twice{1}), i);
  settle();
  for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(all.check_response()->label == i);
}

BOOST_AUTO_TEST_CASE(ten_thousand_requests_may_be_under_way) {
  request_collection<int> all;
  for (int i = 0; i < 10'000; ++i) all.add(send_request(server, twice{i % 100}), i);
  std::size_t answers = 0;
  while (all.wait_response()) ++answers;
  BOOST_TEST(answers == 10'000U);
}

BOOST_AUTO_TEST_CASE(G23_multicall) {
  const pid other = start<doubler>();
  const auto result = multi_call({server, "nobody", other}, twice{4}, long_enough);
  BOOST_REQUIRE(result.replies.size() == 2U);
  BOOST_TEST(result.replies[0].second + result.replies[1].second == 16);
  BOOST_REQUIRE(result.failures.size() == 1U);
  BOOST_TEST(result.failures[0].first.name() == "nobody");
  BOOST_TEST(result.failures[0].second == exit_reason::noproc);
  exit(other, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(G23_multicall_returns_in_its_time_with_who_has_not_answered) {
  spawn([server = server, test = self()] {
    const auto result = multi_call({server, server}, twice{1001}, 1500ms);
    const std::size_t in_time = result.replies.size();
    const exit_reason late = result.failures.at(0).second;
    fauxtp::sleep(10s);
    send(test, tuple(in_time, to_string(late), receive<term>(0s).has_value()));
  });
  advance(20s);
  BOOST_TEST(testing::next_message() == R"((1, "timeout", false))");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(send_request_between_threads)

BOOST_AUTO_TEST_CASE(a_reply_that_has_come_is_there_although_the_client_has_never_waited) {
  const fauxtp::node here({.workers = 1});
  const pid server = start<obedient>();
  std::atomic<bool> has_replied = false;
  auto asked = send_request(server, does{[] { return term(1); }});
  cast(server, runs{[&has_replied] { has_replied = true; }});
  while (!has_replied) {
  }
  BOOST_TEST((check_response(asked) == term(1)));
}

BOOST_AUTO_TEST_SUITE_END()
