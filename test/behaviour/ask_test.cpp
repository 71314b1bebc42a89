// Calls from threads that are no actors.
#include "fauxtp/ask.hpp"

#include <boost/test/unit_test.hpp>
#include <thread>
#include <vector>

#include "actor/actors.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/node.hpp"
#include "free_threads.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

struct add {
  using reply = int;
  int amount;
};
struct forget {
  using reply = void;
};
struct never {
  using reply = int;
};
struct crash {
  using reply = int;
};

class adder : public gen_server<adder, calls<add, forget, never, crash>> {
 public:
  int handle_call(add request, from) { return sum_ += request.amount; }
  void handle_call(forget, from) { sum_ = 0; }
  call_result<int> handle_call(never, from) { return no_reply; }
  int handle_call(crash, from) { stop(exit_reason("as asked")); }
  term handle_call(term request, from) { return tuple("got", std::move(request)); }

 private:
  int sum_ = 0;
};

/// A node whose actors run on other threads than the test's.
struct busy_node {
  node here{{.workers = workers_wanted(), .log = [](const report&) {}}};
  pid server = start<adder>();
};

template <class Reply>
std::string error_of(std::future<Reply> answer) {
  try {
    answer.get();
    return "none";
  } catch (const std::exception& failure) {
    return failure.what();
  }
}

/// Runs on a thread that is no actor.
void outside(const std::function<void()>& function) { std::thread(function).join(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(ask_test)

BOOST_FIXTURE_TEST_CASE(a_thread_gets_the_reply_of_a_server, busy_node) {
  outside([&] {
    BOOST_TEST(ask(server, add{.amount = 5}).get() == 5);
    ask(server, forget()).get();
    BOOST_TEST(ask(server, add{.amount = 1}).get() == 1);
    BOOST_TEST((ask(server, tuple("tea", 1)).get() == tuple("got", tuple("tea", 1))));
  });
}

BOOST_FIXTURE_TEST_CASE(a_thread_is_told_why_there_is_no_reply, busy_node) {
  outside([&] {
    BOOST_TEST(error_of(ask(server, never(), 10ms)).find("timeout") != std::string::npos);
    BOOST_TEST(error_of(ask(server, crash())).find("as asked") != std::string::npos);
    BOOST_TEST(error_of(ask(server, add{.amount = 1})).find("noproc") != std::string::npos);
    BOOST_TEST(error_of(ask(pid(), add{.amount = 1})).find("noproc") != std::string::npos);
  });
}

BOOST_AUTO_TEST_CASE(the_end_of_the_node_breaks_the_promise) {
  std::future<int> answer;
  {
    busy_node around;
    outside([&] { answer = ask(around.server, never(), infinity); });
  }
  BOOST_TEST((answer.wait_for(0s) == std::future_status::ready));
  BOOST_TEST(error_of(std::move(answer)) != "none");
}

BOOST_FIXTURE_TEST_CASE(many_threads_ask_at_once_and_each_is_answered, busy_node,
                        *needs_free_threads("its threads are joined")) {
  constexpr int count = 25'000;
  std::vector<std::thread> all;
  for (int i = 0; i < 4; ++i) {
    all.emplace_back([&] {
      std::vector<std::future<int>> answers;
      for (int k = 0; k < count; ++k) answers.push_back(ask(server, add{.amount = 1}, infinity));
      for (auto& each : answers) each.get();
    });
  }
  for (std::thread& each : all) each.join();
  BOOST_TEST(call(server, add{.amount = 0}) == 4 * count);
}

BOOST_AUTO_TEST_SUITE_END()
