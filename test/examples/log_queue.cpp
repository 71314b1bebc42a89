#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <ostream>
#include <sstream>

using namespace std::chrono_literals;

namespace {

// [queue]
std::string log_through_a_queue(std::ostream& slow) {
  fauxtp::log_queue lines("my/log", [&slow](std::size_t lost) { slow << lost << " lost\n"; });
  fauxtp::node_options options{.workers = 1};
  options.log = [&](const fauxtp::report& report) {
    lines.add(report.text.size(), [&slow, text = report.text] { slow << text << "\n"; });
  };
  {
    const fauxtp::node home(std::move(options));
    fauxtp::log(fauxtp::severity::info, "hello");
  }
  return lines.flush(1s) ? "all is written" : "nobody reads";
}
// [/queue]

}  // namespace

BOOST_AUTO_TEST_CASE(a_log_goes_through_a_queue) {
  std::ostringstream slow;
  BOOST_TEST(log_through_a_queue(slow) == "all is written");
  BOOST_TEST(slow.str() == "hello\n");
}
