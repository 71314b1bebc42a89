// Streams of tasks: a result for each element of a range.
#include "fauxtp/async_stream.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <numeric>
#include <ranges>

#include "fauxtp/deadline.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/testing.hpp"
#include "fauxtp/timer.hpp"
#include "repetitions.hpp"
#include "servers.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

/// All numbers from 0 on; counts how many were taken.
class numbers {
 public:
  class iterator {
   public:
    using value_type = int;
    using difference_type = std::ptrdiff_t;
    using iterator_concept = std::input_iterator_tag;
    explicit iterator(numbers& from) : from_(&from) {}
    int operator*() const { return from_->taken_++; }
    iterator& operator++() {
      ++from_->steps_;
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(std::unreachable_sentinel_t) const { return false; }

   private:
    numbers* from_;
  };
  iterator begin() { return iterator(*this); }
  std::unreachable_sentinel_t end() const { return {}; }
  int taken() const { return taken_; }
  int steps() const { return steps_; }

 private:
  int taken_ = 0;
  int steps_ = 0;
};

int twice(int number) { return 2 * number; }

/// A text for what has become of each element: "0:1 1:error: int 2:…".
std::string all_of(auto&& stream) {
  std::string text;
  for (auto& each : stream) {
    text += (text.empty() ? "" : " ") + std::to_string(each.index) + ":" +
            (each.ok() ? std::to_string(*each.value) : to_string(each.failure));
  }
  return text;
}

using stream_of_ints = decltype(async_stream(std::declval<std::vector<int>&>(), twice));
static_assert(std::ranges::input_range<stream_of_ints>);

}  // namespace

BOOST_FIXTURE_TEST_SUITE(async_stream_test, testing::node)

BOOST_AUTO_TEST_CASE(each_element_has_its_result) {
  const std::vector<int> input{1, 2, 3};
  BOOST_TEST(all_of(async_stream(input, twice)) == "0:2 1:4 2:6");
  BOOST_TEST(all_of(async_stream(std::vector<int>{4}, twice)) == "0:8");
  BOOST_TEST(all_of(async_stream(std::vector<int>(), twice)) == "");
}

BOOST_AUTO_TEST_CASE(an_element_whose_task_fails_has_a_reason_and_the_others_go_on) {
  const auto function = [](int number) {
    if (number == 1) throw 1;
    if (number == 2) stop(exit_reason("enough"));
    if (number == 3) exit(self(), exit_reason::kill);
    if (number == 4) stop();
    if (number == 5) stop(exit_reason::timeout);
    return number;
  };
  BOOST_TEST(all_of(async_stream(std::vector{0, 1, 2, 3, 4, 5, 6}, function)) ==
             "0:0 1:error: int 2:\"enough\" 3:killed 4:normal 5:timeout 6:6");
}

BOOST_AUTO_TEST_CASE(results_come_in_the_order_of_the_elements_or_as_they_come) {
  for (const bool ordered : {true, false}) {
    spawn([ordered, test = self()] {
      const auto function = [](int seconds) {
        fauxtp::sleep(std::chrono::seconds(seconds));
        return seconds;
      };
      send(test, all_of(async_stream(std::vector{3, 1, 2}, function,
                                     {.max_concurrency = 3, .ordered = ordered})));
    });
    advance(3s);
    BOOST_TEST(receive<std::string>() == (ordered ? "0:3 1:1 2:2" : "1:1 2:2 0:3"));
  }
}

BOOST_AUTO_TEST_CASE(at_most_max_concurrency_tasks_run_at_once) {
  for (const bool ordered : {true, false}) {
    std::atomic<int> now = 0;
    std::atomic<int> too_many = 0;
    const auto function = [&](int number) {
      if (++now > 3) ++too_many;
      yield();
      --now;
      return number;
    };
    std::vector<int> input(1000);
    std::iota(input.begin(), input.end(), 0);
    int sum = 0;
    for (auto& each : async_stream(input, function, {.max_concurrency = 3, .ordered = ordered})) {
      sum += *each.value;
    }
    BOOST_TEST(sum == 499'500);
    BOOST_TEST(too_many == 0);
  }
}

BOOST_AUTO_TEST_CASE(as_many_tasks_run_as_there_are_workers) {
  numbers input;
  const pid owner =
      spawn([&input] { async_stream(input, [](int) { fauxtp::sleep(infinity); }).begin(); });
  settle();
  BOOST_TEST(input.taken() == static_cast<int>(workers()));
  exit(owner, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(an_endless_input_is_taken_as_the_results_are) {
  numbers input;
  int last = -1;
  for (auto& each : async_stream(input, twice, {.max_concurrency = 2})) {
    last = *each.value;
    if (each.index == 9) break;
  }
  BOOST_TEST(last == 18);
  BOOST_TEST(input.taken() <= 10 + 2 * 2);
  BOOST_TEST(input.steps() < input.taken());
}

BOOST_AUTO_TEST_CASE(nothing_is_taken_before_the_first_result_is_asked_for) {
  numbers input;
  const auto stream = async_stream(input, twice);
  settle();
  BOOST_TEST(input.taken() == 0);
}

BOOST_AUTO_TEST_CASE(an_element_that_takes_long_stops_the_input_and_not_the_memory) {
  numbers input;
  const pid owner = spawn([&input] {
    const auto first_is_slow = [](int number) {
      if (number == 0) fauxtp::sleep(infinity);
      return number;
    };
    all_of(async_stream(input, first_is_slow, {.max_concurrency = 4, .timeout = infinity}));
  });
  settle();
  BOOST_TEST(input.taken() == 8);  // four that run or have ended, and as many again
  exit(owner, exit_reason::kill);
}

BOOST_AUTO_TEST_CASE(others_go_on_while_the_first_result_is_waited_for) {
  spawn([test = self()] {
    const auto function = [](int seconds) {
      fauxtp::sleep(std::chrono::seconds(seconds));
      return seconds;
    };
    send(test, all_of(async_stream(std::vector{3, 1, 1, 1, 1}, function, {.max_concurrency = 2})));
  });
  advance(4s - 1ms);
  BOOST_TEST(testing::next_message() == "nothing");
  advance(1ms);
  BOOST_TEST(receive<std::string>() == "0:3 1:1 2:1 3:1 4:1");
}

BOOST_AUTO_TEST_CASE(what_still_runs_when_the_loop_is_left_has_ended_behind_it) {
  std::atomic<int> living = 0;
  numbers input;
  struct counter {
    explicit counter(std::atomic<int>& living) : living(living) { ++living; }
    ~counter() { --living; }
    std::atomic<int>& living;
  };
  const auto function = [&living](int number) {
    const counter one(living);
    if (number != 0) fauxtp::sleep(infinity);
  };
  for (const auto& each : async_stream(input, function, {.max_concurrency = 8})) {
    BOOST_TEST(each.index == 0U);
    break;
  }
  BOOST_TEST(living == 0);
}

BOOST_AUTO_TEST_CASE(a_task_that_takes_too_long_ends_the_stream) {
  spawn([test = self()] {
    try {
      const auto function = [](int seconds) {
        fauxtp::sleep(std::chrono::seconds(seconds));
        return seconds;
      };
      all_of(async_stream(std::vector{1, 9, 1}, function, {.max_concurrency = 1}));
    } catch (const task_error& late) {
      send(test, to_string(late.reason()));
    }
  });
  advance(6s - 1ms);
  BOOST_TEST(testing::next_message() == "nothing");
  advance(1ms);
  BOOST_TEST(testing::next_message() == "\"timeout\"");
}

BOOST_AUTO_TEST_CASE(a_task_that_takes_too_long_is_killed_and_the_stream_goes_on) {
  spawn([test = self()] {
    const auto function = [](int seconds) {
      fauxtp::sleep(std::chrono::seconds(seconds));
      return seconds;
    };
    send(test, all_of(async_stream(
                   std::vector{1, 9, 2}, function,
                   {.max_concurrency = 3, .on_timeout = on_timeout::kill, .timeout = 3s})));
  });
  advance(3s - 1ms);
  BOOST_TEST(testing::next_message() == "nothing");
  advance(1ms);
  BOOST_TEST(testing::next_message() == "\"0:1 1:timeout 2:2\"");
}

BOOST_AUTO_TEST_CASE(a_stream_leaves_the_mailbox_alone) {
  send(self(), "mine");
  all_of(async_stream(std::vector{1, 2, 3}, twice));
  settle();
  BOOST_TEST(testing::next_message() == "\"mine\"");
  BOOST_TEST(testing::next_message() == "nothing");
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_elements_have_their_results) {
  std::int64_t sum = 0;
  const auto all = std::views::iota(0, 100'000);
  for (auto& each : async_stream(all, twice, {.max_concurrency = 100})) sum += *each.value;
  BOOST_TEST(sum == std::int64_t{99'999} * 100'000);
}

BOOST_AUTO_TEST_CASE(any_number_of_tasks_may_run_at_once) {
  const auto most = std::numeric_limits<std::size_t>::max();
  for (const std::size_t many : {most, most / 2 + 1}) {
    BOOST_TEST(all_of(async_stream(std::vector{1, 2}, twice, {.max_concurrency = many})) ==
               "0:2 1:4");
  }
}

BOOST_AUTO_TEST_CASE(elements_and_results_that_can_only_be_moved_are_moved) {
  std::vector<std::unique_ptr<int>> input;
  input.push_back(std::make_unique<int>(5));
  for (auto& each : async_stream(std::move(input), [](std::unique_ptr<int> one) { return one; })) {
    BOOST_TEST(**each.value == 5);
  }
}

BOOST_AUTO_TEST_CASE(a_view_does_not_lose_the_elements_that_it_looks_at) {
  std::vector<std::string> input{"a longer text than fits into a string itself"};
  const auto size = [](std::string text) { return text.size(); };
  for (auto& each : async_stream(std::views::all(input), size)) BOOST_TEST(*each.value == 44U);
  BOOST_TEST(input.front().size() == 44U);
}

BOOST_AUTO_TEST_CASE(functions_without_a_result_are_done) {
  std::atomic<int> sum = 0;
  int done = 0;
  for (auto& each : async_stream(std::vector{1, 2}, [&sum](int number) { sum += number; })) {
    done += each.ok() ? 1 : 0;
  }
  BOOST_TEST(done == 2);
  BOOST_TEST(sum == 3);
}

BOOST_AUTO_TEST_CASE(an_input_that_throws_ends_the_stream) {
  const auto bad = std::views::iota(0) | std::views::transform([](int number) {
                     if (number == 3) throw std::runtime_error("no more");
                     return number;
                   });
  BOOST_CHECK_THROW(all_of(async_stream(bad, twice, {.max_concurrency = 1})), std::runtime_error);
}

// Owners leave their streams, and are killed, at any moment.
BOOST_AUTO_TEST_CASE(streams_that_are_left_at_any_moment_leave_nothing_behind) {
  std::atomic<int> living = 0;
  struct counter {
    explicit counter(std::atomic<int>& living) : living(living) { ++living; }
    ~counter() { --living; }
    std::atomic<int>& living;
  };
  for (int i = 0; i < testing::race_repetitions(5'000); ++i) {
    const pid owner = spawn([&living, i] {
      const counter one(living);
      const auto function = [&living](int number) {
        const counter one(living);
        if (number % 3 == 0) yield();
        if (number % 5 == 0) stop(exit_reason::shutdown);
      };
      const async_stream_options options{.max_concurrency = 4, .ordered = i % 4 < 2};
      for (const auto& each : async_stream(std::views::iota(0), function, options)) {
        if (each.index >= static_cast<std::size_t>(i % 16)) break;
      }
    });
    if (i % 2 == 0) exit(owner, exit_reason::kill);
    if (i % 64 == 0) settle();
  }
  settle();
  BOOST_TEST(living == 0);
}

BOOST_AUTO_TEST_SUITE_END()
