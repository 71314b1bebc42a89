#include <boost/test/unit_test.hpp>
#include <fauxtp/shown_text.hpp>

BOOST_AUTO_TEST_CASE(a_text_that_would_clear_the_screen) {
  // [visible]
  const std::string shown = fauxtp::visible("tea\x1b[2J\nERROR all is lost");
  // tea\u001b[2J\nERROR all is lost
  // [/visible]
  BOOST_TEST(shown == R"(tea\u001b[2J\nERROR all is lost)");
}
