#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>

using namespace fauxtp;

BOOST_AUTO_TEST_CASE(addresses_are_read_as_they_are_shown) {
  // [address]
  const io::address here("127.0.0.1:8080");
  const io::address six("[::1]:8080");
  const io::address local("unix:/run/orders.sock");
  // [/address]
  BOOST_TEST(to_string(here) == "127.0.0.1:8080");
  BOOST_TEST(to_string(six) == "[::1]:8080");
  BOOST_TEST(to_string(local) == "unix:/run/orders.sock");
}
