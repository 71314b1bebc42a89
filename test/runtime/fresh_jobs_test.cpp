// Jobs that have not begun: a tree of them is walked depth first.
#include "runtime/fresh_jobs.hpp"

#include <boost/test/unit_test.hpp>
#include <deque>
#include <string>

using namespace fauxtp::runtime;

namespace {

struct named_job final : job {
  explicit named_job(char name) : job(0), name(name) {}
  void run(fiber&) noexcept override {}
  void cannot_run() noexcept override {}
  const char* label() const noexcept override { return "named"; }
  const char name;
};

struct some_jobs {
  /// One turn makes a job for each letter.
  void turn_makes(const std::string& names) {
    fresh.new_turn();
    for (const char name : names) fresh.add(made.emplace_back(name));
  }
  char take_first() {
    const char name = static_cast<named_job&>(fresh.first()).name;
    fresh.take_first();
    return name;
  }
  char take_oldest() {
    const char name = static_cast<named_job&>(fresh.oldest()).name;
    fresh.take_oldest();
    return name;
  }
  std::string take_all() {
    std::string order;
    while (!fresh.empty()) order += take_first();
    return order;
  }

  std::deque<named_job> made;
  fresh_jobs fresh;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(fresh_jobs_test, some_jobs)

BOOST_AUTO_TEST_CASE(what_one_turn_has_made_comes_in_the_order_of_its_making) {
  turn_makes("abc");
  BOOST_TEST(take_all() == "abc");
}

BOOST_AUTO_TEST_CASE(what_a_later_turn_has_made_comes_before_what_an_earlier_one_has) {
  turn_makes("abc");
  turn_makes("de");
  turn_makes("f");
  BOOST_TEST(take_all() == "fdeabc");
}

BOOST_AUTO_TEST_CASE(a_tree_of_jobs_is_walked_depth_first) {
  turn_makes("ab");
  std::string order;
  while (!fresh.empty()) {
    const char begun = take_first();
    order += begun;
    if (begun == 'a') turn_makes("cd");
    if (begun == 'c') turn_makes("ef");
    if (begun == 'b') turn_makes("g");
  }
  BOOST_TEST(order == "acefdbg");
}

BOOST_AUTO_TEST_CASE(the_oldest_is_the_first_that_the_earliest_turn_has_made) {
  turn_makes("ab");
  turn_makes("cd");
  BOOST_TEST(take_oldest() == 'a');
  BOOST_TEST(take_oldest() == 'b');
  BOOST_TEST(take_oldest() == 'c');
  BOOST_TEST(take_all() == "d");
}

BOOST_AUTO_TEST_CASE(a_turn_goes_on_making_although_its_last_one_was_taken) {
  turn_makes("a");
  fresh.new_turn();
  fresh.add(made.emplace_back('b'));
  take_first();
  fresh.add(made.emplace_back('c'));
  BOOST_TEST(take_all() == "ca");
}

BOOST_AUTO_TEST_SUITE_END()
