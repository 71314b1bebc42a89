#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>

using namespace fauxtp;

BOOST_AUTO_TEST_CASE(reasons_and_how_they_are_printed) {
  // [reasons]
  exit_reason plain = exit_reason::shutdown;
  exit_reason polite = exit_reason::shutdown_with("the import is through");
  exit_reason data = exit_reason(tuple("out_of_tea", 3));
  exit_reason crash = exit_reason::error("std::bad_alloc", "std::bad_alloc");
  std::string printed = to_string(crash);  // "error: std::bad_alloc: std::bad_alloc"
  bool restart = data.abnormal() && crash.abnormal() && !polite.abnormal();  // true
  // [/reasons]
  BOOST_TEST(to_string(plain) == "shutdown");
  BOOST_TEST(to_string(polite) == R"(shutdown: "the import is through")");
  BOOST_TEST(to_string(data) == R"(("out_of_tea", 3))");
  BOOST_TEST(printed == "error: std::bad_alloc: std::bad_alloc");
  BOOST_TEST(restart);
}
