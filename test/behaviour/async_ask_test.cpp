// Calls from programs of Boost.Asio.
#include "fauxtp/async_ask.hpp"

#include <atomic>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>
#include <optional>
#include <thread>
#include <vector>

#include "actor/actors.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/node.hpp"

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

class adder : public gen_server<adder, calls<add, forget, never>> {
 public:
  int handle_call(add request, from) { return sum_ += request.amount; }
  void handle_call(forget, from) { sum_ = 0; }
  call_result<int> handle_call(never, from) { return no_reply; }
  term handle_call(term request, from) { return tuple("got", std::move(request)); }

 private:
  int sum_ = 0;
};

struct loop {
  std::optional<node> here{std::in_place,
                           node_options{.workers = workers_wanted(), .log = [](const report&) {}}};
  pid server = start<adder>();
  boost::asio::io_context asio;

  template <class Handler>
  auto here_by(Handler handler) {
    return boost::asio::bind_executor(asio, std::move(handler));
  }
};

std::string text_of(const std::exception_ptr& failure) {
  try {
    if (failure != nullptr) std::rethrow_exception(failure);
    return "none";
  } catch (const std::exception& what) {
    return what.what();
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(async_ask_test)

BOOST_FIXTURE_TEST_CASE(an_answer_comes_on_the_handlers_executor, loop) {
  int got = 0;
  std::thread::id where;
  async_ask(server, add{5}, here_by([&](std::exception_ptr failure, int sum) {
              BOOST_TEST((failure == nullptr));
              got = sum;
              where = std::this_thread::get_id();
            }));
  BOOST_TEST(got == 0);
  asio.run();
  BOOST_TEST(got == 5);
  BOOST_TEST((where == std::this_thread::get_id()));
}

BOOST_FIXTURE_TEST_CASE(a_future_is_another_way_to_get_it, loop) {
  std::future<int> sum = async_ask(server, add{7}, boost::asio::use_future);
  BOOST_TEST(sum.get() == 7);
  std::future<void> done = async_ask(server, forget(), boost::asio::use_future);
  done.get();
  std::future<term> any = async_ask(server, term("tea"), boost::asio::use_future);
  BOOST_TEST(to_string(any.get()) == R"(("got", "tea"))");
}

BOOST_FIXTURE_TEST_CASE(what_a_call_would_throw_is_given_to_the_handler, loop) {
  std::string late;
  async_ask(server, never(),
            here_by([&](std::exception_ptr failure, int) { late = text_of(failure); }), 1ms);
  std::string gone;
  async_ask(pid(), add{1},
            here_by([&](std::exception_ptr failure, int) { gone = text_of(failure); }));
  asio.run();
  BOOST_TEST(late.find("timeout") != std::string::npos, late);
  BOOST_TEST(gone.find("noproc") != std::string::npos, gone);
}

BOOST_FIXTURE_TEST_CASE(a_node_that_ends_leaves_no_handler_without_an_answer, loop) {
  int answers = 0;
  for (int i = 0; i < 100; ++i) {
    async_ask(server, never(), here_by([&](std::exception_ptr failure, int) {
                BOOST_TEST((failure != nullptr));
                ++answers;
              }),
              infinity);
  }
  here.reset();
  asio.run();
  BOOST_TEST(answers == 100);
}

BOOST_FIXTURE_TEST_CASE(ten_thousand_ask_from_several_threads, loop) {
  std::atomic<int> answers = 0;
  const auto ask_often = [&] {
    for (int i = 0; i < 2500; ++i) {
      async_ask(server, add{1}, here_by([&](std::exception_ptr, int) { ++answers; }), infinity);
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(ask_often);
  for (std::thread& each : threads) each.join();
  asio.run();
  BOOST_TEST(answers == 10'000);
}

BOOST_AUTO_TEST_SUITE_END()
