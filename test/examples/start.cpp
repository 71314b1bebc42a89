#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

struct till : gen_server<till> {
  explicit till(int cents) : cents_(cents) {
    if (cents < 0) throw std::invalid_argument("a till cannot owe money");
  }
  term handle_call(term, from) { return cents_; }
  int cents_;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_start_returns_when_init_is_done, testing::node) {
  // [start]
  const pid first = start<till>(500);  // throws start_error if it did not start
  const start_result second = start<till>(start_options{.name = "till", .timeout = 2s}, -1);
  if (!second.ok()) log(severity::error, to_string(second.reason()));
  // [/start]
  BOOST_TEST(call(first, "cents").as<int>() == 500);
  BOOST_TEST(to_string(second.reason()) == "error: std::invalid_argument: a till cannot owe money");
  BOOST_TEST(!whereis("till"));
  exit(first, exit_reason::shutdown);
}
