#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>
#include <fstream>

using namespace fauxtp;

BOOST_FIXTURE_TEST_CASE(a_file_is_read_without_stalling_the_worker, testing::node) {
  // [blocking]
  const std::string first_line = blocking([] {
    std::ifstream file("/proc/self/comm");
    std::string line;
    std::getline(file, line);
    return line;
  });
  // [/blocking]
  BOOST_TEST(!first_line.empty());
}
