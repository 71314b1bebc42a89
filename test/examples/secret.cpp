#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>

using namespace fauxtp;

namespace {

// [secret]
struct log_in {
  using reply = bool;
  std::string user;
  secret<std::string> password;
};

bool is_known(const log_in& who) { return who.password.reveal() == "open sesame"; }
// [/secret]

}  // namespace

BOOST_AUTO_TEST_CASE(a_password_is_used_and_not_shown) {
  BOOST_TEST(is_known({"ali", std::string("open sesame")}));
  BOOST_TEST(to_string(tuple("ali", secret<std::string>("open sesame"))) == R"(("ali", ***))");
}
