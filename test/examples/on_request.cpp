#include "fauxtp/on_request.hpp"

#include <boost/test/unit_test.hpp>
#include <optional>
#include <string>

#include "fauxtp/link.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/task.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;
using namespace std::chrono_literals;

namespace on_request_example {

// [till]
struct sell {
  std::string article;
};
struct takings {
  using reply = int;
};

void till() {
  int sold = 0;
  for (;;) {
    receive(on_cast([&](const sell&) { ++sold; }), on_call([&](takings, from) { return sold; }));
  }
}
// [/till]

}  // namespace on_request_example

using namespace on_request_example;

BOOST_FIXTURE_TEST_CASE(a_plain_actor_takes_requests, testing::node) {
  const pid shop = spawn_child(till);
  cast(shop, sell{"tea"});
  cast(shop, sell{"milk"});
  BOOST_TEST(call(shop, takings{}) == 2);
  exit(shop, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(requests_of_other_kinds_wait_in_the_mailbox, testing::node) {
  const pid shop = spawn_child([] {
    receive(on_cast([](const sell&) {}));
    receive(on_cast([](term any_cast) { BOOST_TEST(any_cast == "close"); }));
  });
  const ref end = monitor(shop);
  cast(shop, "close");
  send(shop, sell{"a message, and no cast"});
  settle();
  BOOST_TEST(is_alive(shop));
  cast(shop, sell{"tea"});
  BOOST_TEST((receive<down>().monitor == end));
}

BOOST_FIXTURE_TEST_CASE(the_handler_of_a_call_may_reply_later, testing::node) {
  const pid shop = spawn_child([] {
    std::optional<from> waits;
    receive(on_call([&](takings, from client) { waits = client; }));
    receive(on_cast([&](const sell&) { reply(*waits, 7); }));
  });
  spawn_child([shop] {
    sleep(1s);
    cast(shop, sell{"tea"});
  });
  task asks([shop] { return call(shop, takings{}, 5s); });
  settle();
  advance(1s);
  BOOST_TEST(asks.join() == 7);
}
