#include <boost/test/unit_test.hpp>
#include <cstdio>

#include "fauxtp/call.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/module.hpp"
#include "fauxtp/module_offer.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/testing.hpp"

using namespace fauxtp;

namespace arguments_example {

// [arguments]
struct options {
  int start = 0;
  std::string path;  // must be given
  std::chrono::milliseconds wait{250};
};

class store : public gen_server<store> {
 public:
  explicit store(options given) : given_(std::move(given)) {}
  term handle_call(term, from) { return tuple(given_.start, given_.path, given_.wait.count()); }

 private:
  options given_;
};
// [/arguments]

// [check]
struct pump_options {
  int least = 1;
  int most = 8;
  void check() const {
    if (least > most) throw std::invalid_argument("\"least\" is more than \"most\"");
  }
};
// [/check]

class pump : public gen_server<pump> {
 public:
  explicit pump(pump_options given) : given_(given) {}
  term handle_call(term, from) { return tuple(given_.least, given_.most); }

 private:
  pump_options given_;
};

}  // namespace arguments_example

BOOST_AUTO_TEST_CASE(a_module_says_what_it_offers) {
  // [offer]
  for (const offered_actor& each : offer_of("counter_demo", {MODULE_DIR}).actors) {
    std::printf("%s %s\n", each.name.c_str(),
                each.arguments ? to_string(*each.arguments).c_str() : "anything");
  }
  // [/offer]
  const module_offer offer = offer_of("counter_demo", {MODULE_DIR});
  BOOST_REQUIRE(offer.actors.size() == 2U);
  BOOST_TEST(to_string(offer.actors[0].arguments.value()) == "{start: integer = 0}");
  BOOST_TEST(to_string(offer.actors[1].arguments.value()) == "{}");
  BOOST_CHECK_THROW(offer_of("no_such_module"), std::runtime_error);
}

BOOST_FIXTURE_TEST_CASE(an_actor_gets_its_arguments_as_a_struct, fauxtp::testing::node) {
  trap_exit();  // a child is linked
  actor_types types;
  types.add<arguments_example::store>("store");
  map args;
  args.set("path", "here");
  args.set("wait", "5s");
  const start_function start = types.all()[0].make(term(std::move(args)));
  const pid store = start({});
  BOOST_TEST((call(store, term("?")) == tuple(0, "here", 5000)));
  exit(store, exit_reason::shutdown);
  receive<exit_signal>();
}

BOOST_FIXTURE_TEST_CASE(an_actor_never_gets_arguments_that_its_struct_refuses,
                        fauxtp::testing::node) {
  trap_exit();
  actor_types types;
  types.add<arguments_example::pump>("pump");
  map args;
  args.set("least", 9);
  const start_result refused = types.all()[0].make(term(std::move(args)))({});
  BOOST_TEST(refused.reason().error()->what == "the args: \"least\" is more than \"most\"");
  receive<exit_signal>();
}
