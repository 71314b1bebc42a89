#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;

BOOST_FIXTURE_TEST_CASE(a_function_as_an_actor, testing::node) {
  // [spawn]
  const pid parent = self();
  spawn([](pid to, int n) { send(to, tuple("square", n * n)); }, parent, 12);
  const int square = receive(on(tuple("square", any), [](int value) { return value; }));
  // [/spawn]
  BOOST_TEST(square == 144);
}
