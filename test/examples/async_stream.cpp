#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

std::string fetch(const std::string& address) {
  if (address.empty()) throw std::runtime_error("no address");
  return "page of " + address;
}

// [async_stream]
std::size_t bytes_of(const std::vector<std::string>& addresses) {
  std::size_t sum = 0;
  for (auto& page : async_stream(addresses, fetch, {.max_concurrency = 8, .timeout = 3s})) {
    if (page.ok()) sum += page.value->size();
  }
  return sum;
}
// [/async_stream]

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_stream_gives_a_result_for_each_element, testing::node) {
  BOOST_TEST(bytes_of({"a", "", "b"}) == 18U);
}
