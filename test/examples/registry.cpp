#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;

BOOST_FIXTURE_TEST_CASE(a_name_goes_with_its_actor, testing::node) {
  // [registry]
  const pid clerk = spawn([] { receive(on("done", [] {})); });
  register_name("clerk", clerk);
  send("clerk", "done");

  registry others;  // names that nobody else sees
  others.register_name("boss", self());
  // [/registry]
  settle();
  BOOST_TEST(!whereis("clerk"));
  BOOST_TEST(others.whereis("boss") == self());
  BOOST_TEST(!whereis("boss"));
}

BOOST_FIXTURE_TEST_CASE(a_counter_is_waited_for_while_it_is_restarted, testing::node) {
  spawn([] {
    register_name("counter", self());
    receive(on("done", [] {}));
  });
  // [wait_for_name]
  if (!wait_for_name("counter", std::chrono::seconds(5))) stop(exit_reason(term("no counter")));
  send("counter", "done");
  // [/wait_for_name]
  settle();
}
