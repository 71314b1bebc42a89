#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_CASE(tasks_run_beside_and_are_joined, testing::node) {
  // [task]
  auto left = spawn_task([] { return 6; });
  auto right = spawn_task([] { return 7; });
  const int product = left.join() * right.join(1s);

  spawn_and_notify([] { return "tea is ready"; }, self());
  const auto news =
      receive(on(tuple("$$success", ignore, any), [](std::string text) { return text; }));
  // [/task]
  BOOST_TEST(product == 42);
  BOOST_TEST(news == "tea is ready");
}
