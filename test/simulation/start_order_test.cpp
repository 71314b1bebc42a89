// Whether supervisors start their children from the first to the last.
#include "simulation/start_order.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace fauxtp;

namespace {

/// What the supervisor of the pipeline reports, which is rest_for_one.
struct pipeline {
  pipeline() { order.learn(application::load(CONFIG_DIR "/pipeline.json", {MODULE_DIR})); }

  void tell(const std::string& event, const std::string& id, bool again = false) {
    report told{.label = "supervisor/" + event, .from = supervisor, .name = "pipeline"};
    told.fields = {{"id", id}};
    if (again) told.fields.emplace_back("restarts", "1");
    order.note(told);
  }
  void starts(std::initializer_list<const char*> ids) {
    for (const char* each : ids) tell("progress", each);
  }

  pid supervisor = make_pid(1);
  simulation::start_order order;

  static pid make_pid(std::uint32_t number) { return pid(number, 1); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(children_that_are_started_in_order_are_right, pipeline) {
  starts({"reader", "words", "counts", "sink"});
  tell("child_terminated", "words", true);
  tell("stopped", "sink");
  tell("stopped", "counts");
  starts({"words", "counts", "sink"});
  BOOST_TEST(order.wrong() == "");
}

BOOST_FIXTURE_TEST_CASE(a_supervisor_that_begins_with_another_child_is_wrong, pipeline) {
  starts({"words", "reader", "counts", "sink"});
  BOOST_TEST(order.wrong() ==
             "pipeline has started \"reader\" after \"words\", which comes after it");
}

BOOST_FIXTURE_TEST_CASE(a_restart_in_another_order_is_wrong, pipeline) {
  starts({"reader", "words", "counts", "sink"});
  tell("child_terminated", "words", true);
  tell("stopped", "sink");
  starts({"counts", "words"});
  BOOST_TEST(order.wrong() ==
             "pipeline has started \"words\" after \"counts\", which comes after it");
}

BOOST_FIXTURE_TEST_CASE(a_start_from_the_last_to_the_first_is_wrong, pipeline) {
  starts({"sink", "counts", "words", "reader"});
  BOOST_TEST(order.wrong() ==
             "pipeline has started \"counts\" after \"sink\", which comes after it");
}

BOOST_FIXTURE_TEST_CASE(a_new_supervisor_begins_anew, pipeline) {
  starts({"reader", "words", "counts"});
  supervisor = make_pid(2);
  starts({"reader", "words", "counts", "sink"});
  BOOST_TEST(order.wrong() == "");
  supervisor = make_pid(3);
  starts({"reader", "counts", "words"});
  BOOST_TEST(order.wrong() != "");
}

BOOST_FIXTURE_TEST_CASE(a_start_that_has_failed_is_tried_again_with_those_behind_it, pipeline) {
  starts({"reader", "words", "counts", "sink"});
  tell("child_terminated", "reader", true);
  starts({"reader", "words"});
  tell("start_error", "counts");
  starts({"counts", "sink"});
  BOOST_TEST(order.wrong() == "");
}

BOOST_FIXTURE_TEST_CASE(a_child_that_is_started_on_request_has_no_order, pipeline) {
  starts({"reader", "words", "counts", "sink"});
  starts({"words"});  // it had ended, which is not reported if that was right
  tell("stopped", "reader");
  starts({"reader"});
  BOOST_TEST(order.wrong() == "");
  // Also where the last child is not there.
  tell("child_terminated", "reader", true);
  starts({"reader", "words", "counts"});
  order.all_are_up();
  starts({"words"});
  tell("child_terminated", "reader", true);
  starts({"reader", "words", "counts"});
  tell("stopped", "reader");
  starts({"reader"});
  BOOST_TEST(order.wrong() == "");
}

BOOST_AUTO_TEST_CASE(children_of_one_for_one_come_again_in_any_order) {
  simulation::start_order order;
  order.learn(application::load(CONFIG_DIR "/bank.json", {MODULE_DIR}));
  const auto tell = [&](const std::string& event, const std::string& id) {
    order.note({.label = "supervisor/" + event,
                .from = pipeline::make_pid(1),
                .name = "bank",
                .fields = {{"id", id}, {"restarts", "1"}}});
  };
  for (const char* each : {"ledger", "teller-1", "teller-2"}) tell("progress", each);
  tell("child_terminated", "teller-2");
  tell("child_terminated", "ledger");
  tell("progress", "teller-2");
  tell("progress", "ledger");
  BOOST_TEST(order.wrong() == "");
  simulation::start_order other;
  std::swap(order, other);
  order.learn(application::load(CONFIG_DIR "/bank.json", {MODULE_DIR}));
  for (const char* each : {"ledger", "teller-2", "teller-1"}) tell("progress", each);
  BOOST_TEST(order.wrong() ==
             "bank has started \"teller-1\" after \"teller-2\", which comes after it");
}
