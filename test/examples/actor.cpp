#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;

// [actor]
/// Adds up what it is sent, and tells the sum to whoever asks.
class adder : public actor {
  void run() override {
    receive(on(type<int>, [this](int number) { sum_ += number; }),
            on(tuple("sum", type<pid>), [this](pid asker) { send(asker, tuple("sum", sum_)); }),
            on("enough", [] { stop(); }));
  }
  void terminate(const exit_reason& reason) override {
    log(severity::info, "ends with " + to_string(reason));
  }

  int sum_ = 0;
};
// [/actor]

BOOST_FIXTURE_TEST_CASE(an_actor_as_a_class, testing::node) {
  const pid sums = start<adder>();
  send(sums, 3);
  send(sums, 4);
  send(sums, tuple("sum", self()));
  BOOST_TEST(receive(on(tuple("sum", any), [](int sum) { return sum; })) == 7);
  send(sums, "enough");
}
