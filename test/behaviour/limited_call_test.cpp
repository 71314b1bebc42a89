// Calls and casts to servers whose mailbox has a limit.
#include <boost/test/unit_test.hpp>
#include <string>

#include "fauxtp/call.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/mailbox_limit.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/send_request.hpp"
#include "fauxtp/sys.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace fauxtp::testing;
using namespace std::chrono_literals;

namespace {

/// Replies with what it is told; if that is a pid, it asks that server.
class echo : public gen_server<echo> {
 public:
  term handle_call(term request, from) {
    if (request.is<pid>()) return call(request.as<pid>(), term("and you?"), 1s);
    return request;
  }
  void handle_cast(const term& request) {
    if (request == "sleep") fauxtp::sleep(1h);
  }
};

/// A server that sleeps, with `casts` casts waiting in its mailbox.
pid full(testing::node& home, std::size_t limit, overflow policy, std::size_t casts) {
  const pid server = start<echo>(start_options{.spawn = {.mailbox = {limit, policy}}});
  cast(server, term("sleep"));
  home.settle();
  for (std::size_t i = 0; i < casts; ++i) cast(server, term("more"));
  home.settle();
  return server;
}

std::string cause_of(const pid server) {
  try {
    call(server, term("hello"), infinity);
  } catch (const call_error& failure) {
    return to_string(failure.cause());
  }
  return "none";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(limited_call_test)

BOOST_FIXTURE_TEST_CASE(a_call_that_finds_the_mailbox_full_fails_at_once, testing::node) {
  for (const overflow policy : {overflow::reject, overflow::drop_newest}) {
    const pid server = full(*this, 2, policy, 2);
    BOOST_TEST(cause_of(server) == "\"mailbox_full\"");
    exit(server, exit_reason::kill);
  }
}

BOOST_FIXTURE_TEST_CASE(a_cast_to_a_full_mailbox_throws_or_is_dropped, testing::node) {
  const pid strict = full(*this, 2, overflow::reject, 2);
  BOOST_CHECK_THROW(cast(strict, term("more")), mailbox_full);
  const pid lax = full(*this, 2, overflow::drop_newest, 2);
  cast(lax, term("more"));
  BOOST_TEST(info(lax)->lost == 1U);
  exit(strict, exit_reason::kill);
  exit(lax, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(a_call_that_is_dropped_as_the_oldest_fails_at_once, testing::node) {
  const pid server = full(*this, 1, overflow::drop_oldest, 0);
  spawn([server, test = self()] { send(test, cause_of(server)); });
  settle();
  cast(server, term("more"));
  BOOST_TEST(receive<std::string>() == "\"mailbox_full\"");
  exit(server, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(a_call_gets_into_a_full_mailbox_that_blocks, testing::node) {
  const pid server = full(*this, 2, overflow::block, 2);
  spawn([server, test = self()] { send(test, to_string(call(server, term("hello"), infinity))); });
  settle();
  advance(1h);
  BOOST_TEST(receive<std::string>() == "\"hello\"");
  exit(server, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(who_sends_requests_to_a_full_mailbox_waits, testing::node) {
  const pid server = full(*this, 2, overflow::block, 2);
  const pid client = spawn([server, test = self()] {
    auto asked = send_request(server, term("hello"));
    send(test, "sent");
    send(test, to_string(receive_response(std::move(asked))));
  });
  settle();
  BOOST_TEST((info(client)->waits->what == wait_info::kind::room));
  advance(1h);
  BOOST_TEST(receive<std::string>() == "sent");
  BOOST_TEST(receive<std::string>() == "\"hello\"");
  exit(server, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(a_server_with_a_full_mailbox_can_be_suspended_and_looked_at,
                        testing::node) {
  const pid server = start<echo>(start_options{.spawn = {.mailbox = {2, overflow::reject}}});
  sys::suspend(server);
  cast(server, term("one"));
  cast(server, term("two"));
  BOOST_TEST(sys::get_status(server).messages == 2U);
  BOOST_CHECK_THROW(cast(server, term("three")), mailbox_full);
  sys::resume(server);
  settle();
  BOOST_TEST(info(server)->messages == 0U);
  exit(server, exit_reason::kill);
}

// The client waits for room in its server's mailbox, and the server calls the client: this is no
// deadlock.
BOOST_FIXTURE_TEST_CASE(a_server_that_calls_who_waits_for_room_with_it_is_answered, testing::node) {
  for (const placement place : {placement::here, placement::spread}) {
    const pid server =
        start<echo>(start_options{.spawn = {.place = place, .mailbox = {2, overflow::block}}});
    const pid test = self();
    const pid client = spawn(spawn_options{.place = place}, [server, test] {
      for (int i = 0; i < 20; ++i) cast(server, term("more"));
      receive(on([](fauxtp::detail::call_message asked) { reply(asked.client, term("fine")); }));
      send(test, "asked");
    });
    BOOST_TEST(to_string(call(server, term(client), 10s)) == "\"fine\"");
    BOOST_TEST(receive<std::string>() == "asked");
    exit(server, exit_reason::kill);
  }
}

BOOST_AUTO_TEST_SUITE_END()
