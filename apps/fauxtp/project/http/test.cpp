#define BOOST_TEST_MODULE NEW_PROJECT
#include <boost/test/unit_test.hpp>

#include "fauxtp/testing.hpp"
#include "web.hpp"

using namespace fauxtp;

/// What a client gets that asks for this page.
struct client : testing::node {
  http::response get(const std::string& page) {
    io::listener door(io::address("127.0.0.1:0"));
    task answer([&] { return http::get("http://" + to_string(door.local()) + page); });
    const pid connection = start<NEW_PROJECT::web>({}, NEW_PROJECT::options{.greeting = "welcome"});
    send(connection, door.accept());
    return answer.join();
  }
};

BOOST_FIXTURE_TEST_CASE(the_page_has_the_greeting_of_the_args, client) {
  BOOST_TEST(get("/").body() == "welcome\n");
  settle();
}

BOOST_FIXTURE_TEST_CASE(another_page_is_not_found, client) {
  BOOST_TEST(get("/tea").result_int() == 404U);
  settle();
}
