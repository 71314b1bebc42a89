// Fibers leave the queue in the order in which they became ready.
#include "runtime/ready_queue.hpp"

#include <boost/test/unit_test.hpp>
#include <deque>

#include "runtime/fiber.hpp"

using namespace fauxtp::runtime;

namespace {

struct a_queue {
  fiber& push() {
    ready.push(made.emplace_back(nullptr));
    return made.back();
  }

  std::deque<fiber> made;
  ready_queue ready;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ready_queue_test, a_queue)

BOOST_AUTO_TEST_CASE(who_came_first_goes_first) {
  fiber& first = push();
  fiber& second = push();
  BOOST_TEST(ready.size() == 2U);
  BOOST_TEST(&ready.pop() == &first);
  BOOST_TEST(&ready.pop() == &second);
  BOOST_TEST(ready.empty());
}

// Each round begins at another place in the array, so that the queue also grows when it is wrapped
// around.
BOOST_AUTO_TEST_CASE(the_order_stays_when_the_queue_grows_wherever_it_began) {
  for (std::size_t shift = 0; shift < 70; ++shift) {
    ready_queue grown;
    fiber other(nullptr);
    for (std::size_t i = 0; i < shift; ++i) {
      grown.push(other);
      grown.pop();
    }
    std::deque<fiber> many;
    for (int i = 0; i < 1000; ++i) grown.push(many.emplace_back(nullptr));
    std::size_t in_order = 0;
    for (fiber& next : many) in_order += &grown.pop() == &next ? 1 : 0;
    BOOST_TEST(in_order == 1000U);
    BOOST_TEST(grown.empty());
  }
}

BOOST_AUTO_TEST_CASE(who_comes_soon_can_be_seen_and_stays_in_the_queue) {
  BOOST_TEST(ready.ahead(0) == nullptr);
  fiber& first = push();
  fiber& second = push();
  BOOST_TEST(ready.ahead(0) == &first);
  BOOST_TEST(ready.ahead(1) == &second);
  BOOST_TEST(ready.ahead(2) == nullptr);
  BOOST_TEST(ready.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
