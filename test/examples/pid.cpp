#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <sstream>

BOOST_AUTO_TEST_CASE(a_pid_that_names_nobody) {
  std::ostringstream out;
  // [pid]
  const fauxtp::pid nobody;
  if (!nobody) out << nobody;  // <0.0.0>
  // [/pid]
  BOOST_TEST(out.str() == "<0.0.0>");
}
