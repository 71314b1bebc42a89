// Addresses of sockets as text.
#include "fauxtp/address.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <string>

using fauxtp::io::address;

namespace {

std::string error_for(const std::string& text) {
  try {
    return "none: " + to_string(address(text));
  } catch (const std::invalid_argument& refused) {
    return refused.what();
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(address_test)

BOOST_DATA_TEST_CASE(an_address_is_shown_as_it_was_written,
                     boost::unit_test::data::make({"127.0.0.1:0", "0.0.0.0:65535", "[::1]:80",
                                                   "[2001:db8::1]:443", "unix:/run/a b.sock",
                                                   "unix:relative.sock", "unix:@abstract"}),
                     text) {
  BOOST_TEST(to_string(address(text)) == text);
}

BOOST_AUTO_TEST_CASE(what_is_no_address_is_refused_with_the_reason) {
  const auto says = [](const std::string& text, const std::string& reason) {
    BOOST_TEST(error_for(text) == "fauxtp: \"" + text + "\" is no address: " + reason);
  };
  says("", "wanted is \"127.0.0.1:8080\", \"[::1]:8080\" or \"unix:/path\"");
  says("8080", "wanted is \"127.0.0.1:8080\", \"[::1]:8080\" or \"unix:/path\"");
  says("localhost:80", "\"localhost\" is not the number of a host");
  says(":80", "\"\" is not the number of a host");
  says("127.0.0.1:", "its port must be a number from 0 to 65535");
  says("127.0.0.1:65536", "its port must be a number from 0 to 65535");
  says("127.0.0.1:-1", "its port must be a number from 0 to 65535");
  says("127.0.0.1:8o", "its port must be a number from 0 to 65535");
  says("::1:80", "an IPv6 address, and no other, stands in brackets: \"[::1]:8080\"");
  says("[127.0.0.1]:80", "an IPv6 address, and no other, stands in brackets: \"[::1]:8080\"");
}

BOOST_AUTO_TEST_CASE(the_number_of_a_host_is_written_out) {
  const auto is_one = [](const std::string& host) {
    try {
      return address(host, 1).host() == host;
    } catch (const std::invalid_argument&) {
      return false;
    }
  };
  for (const char* host : {"0.0.0.0", "255.255.255.255", "::", "::ffff:1.2.3.4", "fe80::1%lo"}) {
    BOOST_TEST(is_one(host), host);
  }
  for (const char* host :
       {"", "1", "127.1", "256.0.0.1", "1.2.3.4.5", ":::", "fe80::1%", "1.2.3.4%lo"}) {
    BOOST_TEST(!is_one(host), host);
  }
}

BOOST_AUTO_TEST_CASE(the_path_of_a_socket_has_bounds) {
  BOOST_TEST(address::of_path(std::string(107, 'a')).host().size() == 107U);
  BOOST_CHECK_THROW(address::of_path(std::string(108, 'a')), std::invalid_argument);
  BOOST_CHECK_THROW(address::of_path(""), std::invalid_argument);
  BOOST_CHECK_THROW(address::of_path(std::string("a\0b", 3)), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(addresses_of_different_kinds_are_different) {
  BOOST_TEST((address("127.0.0.1:80") == address("127.0.0.1", 80)));
  BOOST_TEST((address("127.0.0.1:80") != address("127.0.0.1:81")));
  BOOST_TEST((address("unix:127.0.0.1") != address("127.0.0.1:0")));
}

BOOST_AUTO_TEST_SUITE_END()
