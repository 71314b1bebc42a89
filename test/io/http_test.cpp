// Servers and clients of HTTP.
#include "fauxtp/http.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "actor/actors.hpp"
#include "certificate.hpp"
#include "fauxtp/listener.hpp"
#include "fauxtp/start.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/testing.hpp"
#include "io/sockets.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// Says back what it was asked.
class mirror : public http::connection {
 public:
  explicit mirror(const http::limits& limits = {}) : http::connection(limits) {}

 private:
  http::response handle(const http::request& asked) override {
    if (asked.target() == "/crash") throw std::runtime_error("no such luck");
    std::string text(asked.method_string());
    text += " " + std::string(asked.target()) + " " + asked.body();
    return http::answer(text);
  }
};

/// A connection to a mirror.
struct client : testing::node {
  explicit client(const http::limits& limits = {}) {
    stream_pair ends;
    here = std::move(ends.here);
    server = start<mirror>(limits).value();
    end = monitor(server);
    send(server, std::move(ends.there));
  }
  /// What comes until the server closes the connection.
  std::string all() {
    here.end_writing();
    return read_all(here);
  }
  /// What comes until then, although this side goes on.
  std::string until_closed() { return read_all(here); }
  std::string until(std::string_view text) {
    std::string got;
    for (char each = 0; !got.ends_with(text); got += each) here.read(std::span(&each, 1));
    return got;
  }
  void teardown() {
    here.close();
    kill(server);
    settle();
    receive<down>(0s);
    testing::node::teardown();
  }

  io::stream here;
  pid server;
  ref end;
};

struct strict_client : client {
  strict_client() : client({.header = 512, .body = 1000}) {}
};

std::string status_of(const std::string& answer) { return answer.substr(0, answer.find("\r\n")); }

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++found;
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_test)

BOOST_FIXTURE_TEST_CASE(requests_are_answered_one_after_the_other, client) {
  here.write("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  until("GET /a ");
  here.write("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\ntea");
  until("POST /b tea");
  here.write("GET /c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  BOOST_TEST(until_closed().ends_with("GET /c "));
  BOOST_TEST(await(end) == exit_reason::normal);
}

BOOST_FIXTURE_TEST_CASE(requests_that_come_at_once_are_all_answered, client) {
  std::string many;
  for (int i = 0; i < 100; ++i) many += "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
  here.write(many);
  BOOST_TEST(count(all(), "GET /a ") == 100U);
}

BOOST_FIXTURE_TEST_CASE(a_request_that_comes_byte_by_byte_is_read, client) {
  const std::string text =
      "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\ntea\r\n5\r\n time\r\n0\r\n\r\n";
  task writer([&] {
    for (const char each : text) {
      here.write({&each, 1});
      yield();
    }
  });
  until("POST /a tea time");
  writer.join();
}

BOOST_FIXTURE_TEST_CASE(http_1_0_closes_after_the_answer, client) {
  here.write("GET /a HTTP/1.0\r\n\r\n");
  const std::string got = until_closed();
  BOOST_TEST(status_of(got) == "HTTP/1.0 200 OK");
  BOOST_TEST(got.ends_with("GET /a "));
}

BOOST_FIXTURE_TEST_CASE(the_answer_to_head_has_no_body, client) {
  here.write("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string got = all();
  BOOST_TEST(got.ends_with("\r\n\r\n"));
  BOOST_TEST(count(got, "Content-Length: 8\r\n") == 1U);
  BOOST_TEST(count(got, "Date: ") == 1U);
}

BOOST_FIXTURE_TEST_CASE(who_waits_to_be_asked_for_the_body_is_asked, client) {
  here.write("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  until("HTTP/1.1 100 Continue\r\n\r\n");
  here.write("tea");
  until("POST /a tea");
}

BOOST_DATA_TEST_CASE_F(client, what_is_no_request_gets_400,
                       boost::unit_test::data::make({
                           "nonsense\r\n\r\n",
                           "GET / HTTP/9.9\r\n\r\n",
                           "GET /\r\n\r\n",
                           "GET / HTTP/1.1\r\nbad header\r\n\r\n",
                           "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                           "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                           "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n"
                           "\r\n0\r\n\r\n",
                           "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                       }),
                       text) {
  here.write(text);
  const std::string got = all();
  BOOST_TEST(status_of(got) == "HTTP/1.1 400 Bad Request");
  BOOST_TEST(count(got, "HTTP/1.1") == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_header_that_is_too_long_gets_431, strict_client) {
  here.write("GET / HTTP/1.1\r\nHost: " + std::string(2000, 'x') + "\r\n\r\n");
  BOOST_TEST(status_of(until_closed()) == "HTTP/1.1 431 Request Header Fields Too Large");
}

BOOST_FIXTURE_TEST_CASE(a_body_that_is_too_long_gets_413_although_it_still_comes, strict_client) {
  task writer([&] {
    try {
      here.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n" +
                 std::string(500'000, 'x'));
    } catch (const io::error&) {  // the server has closed it
    }
  });
  BOOST_TEST(status_of(until_closed()) == "HTTP/1.1 413 Payload Too Large");
  writer.join();
}

BOOST_FIXTURE_TEST_CASE(who_sends_a_header_too_slowly_gets_408, client) {
  here.write("GET / HTTP/1.1\r\nX: ");
  settle();
  for (int i = 0; i < 9; ++i) {
    advance(1s);
    here.write("x");
    settle();
  }
  BOOST_TEST(is_alive(server));
  advance(1s);
  BOOST_TEST(status_of(all()) == "HTTP/1.1 408 Request Timeout");
}

BOOST_FIXTURE_TEST_CASE(a_connection_without_requests_is_closed_after_its_time, client) {
  settle();
  advance(59s);
  BOOST_TEST(is_alive(server));
  advance(1s);
  BOOST_TEST(until_closed() == "");
  BOOST_TEST(await(end) == exit_reason::normal);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_does_not_read_is_left_after_its_time, client) {
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
  task writer([&] {
    try {
      here.write(many);
    } catch (const io::error&) {  // the server has gone
    }
  });
  settle();
  BOOST_TEST(is_alive(server));
  advance(30s);
  BOOST_TEST(await(end) == exit_reason::normal);
  writer.join();
}

BOOST_FIXTURE_TEST_CASE(a_crash_is_told_to_the_client_and_to_the_log, client) {
  here.write("GET /crash HTTP/1.1\r\nHost: x\r\n\r\n");
  BOOST_TEST(status_of(all()) == "HTTP/1.1 500 Internal Server Error");
  settle();
  BOOST_TEST(reports("actor/crash").size() == 1U);
  BOOST_TEST(await(end).abnormal());
}

BOOST_FIXTURE_TEST_CASE(a_connection_that_drains_ends_between_two_requests, client) {
  here.write("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  until("GET /a ");
  send(server, "a message that is not for HTTP");
  settle();
  BOOST_TEST(is_alive(server));
  send(server, draining());
  BOOST_TEST(until_closed() == "");
}

BOOST_FIXTURE_TEST_CASE(a_client_gets_an_answer_over_tcp, testing::node) {
  io::listener door(io::address("127.0.0.1:0"));
  const std::string at = "http://127.0.0.1:" + std::to_string(door.local().port());
  task asks([&] { return http::get(at + "/tea?sort=green").body(); });
  const pid server = start<mirror>();
  send(server, door.accept());
  BOOST_TEST(asks.join() == "GET /tea?sort=green ");
  settle();
}

/// Sends what it is told to, as events.
class herald : public http::connection {
  http::response handle(const http::request& asked) override {
    if (asked.target() == "/broken") {
      return events(asked, [](http::event_stream&) { throw std::runtime_error("broken"); });
    }
    return events(asked, [](http::event_stream& to) {
      while (to.receive(on([&](const std::string& news) { to.send(news, "news", "1\n2"); }))) {
      }
    });
  }
};

/// A client that has asked for events, and has read the head of the answer.
struct listening : testing::node {
  void ask(const std::string& target) {
    stream_pair ends;
    here = std::move(ends.here);
    server = start<herald>();
    end = monitor(server);
    send(server, std::move(ends.there));
    here.write("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(status_of(next()) == "HTTP/1.1 200 OK");
  }
  std::string next() {
    std::array<char, 4096> part;
    return {part.data(), here.read_some(part)};
  }
  io::stream here;
  pid server;
  ref end;
};

BOOST_FIXTURE_TEST_CASE(events_come_as_they_happen, listening) {
  ask("/");
  send(server, "tea");
  BOOST_TEST(next() == "id: 1 2\nevent: news\ndata: tea\n\n");
  send(server, "two\nlines\r\nand a third\r");
  BOOST_TEST(next() ==
             "id: 1 2\nevent: news\ndata: two\ndata: lines\ndata: and a third\ndata: \n\n");
  here.close();
  BOOST_TEST(await(end) == exit_reason::normal);
}

BOOST_FIXTURE_TEST_CASE(who_gets_no_events_gets_comments, listening) {
  ask("/");
  settle();
  advance(15s);
  BOOST_TEST(next() == ":\n\n");
  here.write("what a client says is of no use");
  settle();
  BOOST_TEST(is_alive(server));
  here.close();
  BOOST_TEST(await(end) == exit_reason::normal);
}

BOOST_FIXTURE_TEST_CASE(events_end_when_the_acceptor_drains, listening) {
  ask("/");
  send(server, draining());
  BOOST_TEST(next() == "");
  BOOST_TEST(await(end) == exit_reason::normal);
}

BOOST_FIXTURE_TEST_CASE(a_crash_among_events_sends_nothing_more, listening) {
  ask("/broken");
  BOOST_TEST(next() == "");
  BOOST_TEST((await(end) != exit_reason::normal));
}

BOOST_FIXTURE_TEST_CASE(a_client_asks_by_tls, testing::node) {
  const testing::certificate its;
  io::listener door(io::address("127.0.0.1:0"));
  const std::string at = "https://localhost:" + std::to_string(door.local().port());
  task asks([&] { return http::get(at + "/tea", 5s, {.authority = its.file()}).body(); });
  const pid server = start<mirror>();
  io::tls_server tls({.certificate = its.file(), .key = its.key()});
  send(server, tls.secure(door.accept()));
  BOOST_TEST(asks.join() == "GET /tea ");
  settle();
}

BOOST_AUTO_TEST_CASE(an_address_on_the_web_is_taken_apart) {
  const http::url all("http://127.0.0.1:8080/orders?state=new");
  BOOST_TEST(all.host == "127.0.0.1");
  BOOST_TEST(all.port == 8080);
  BOOST_TEST(all.target == "/orders?state=new");
  const http::url bare("http://[::1]");
  BOOST_TEST(bare.host == "::1");
  BOOST_TEST(bare.port == 80);
  BOOST_TEST(bare.target == "/");
  const http::url secure("https://example.org:8443/");
  BOOST_TEST(secure.is_secure);
  BOOST_TEST(secure.port == 8443);
  BOOST_TEST(http::url("https://example.org").port == 443);
  for (const char* none :
       {"ftp://x/", "x", "https://", "http://", "http://x:y/", "http://x:99999/"}) {
    BOOST_CHECK_THROW(http::url{none}, std::invalid_argument);
  }
}

BOOST_AUTO_TEST_SUITE_END()
