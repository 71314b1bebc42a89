// The spawn options of a child: each of its starts uses them.
#include "fauxtp/dynamic_supervisor.hpp"
#include "fauxtp/process_info.hpp"
#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

spawn_options telling_its_end(pid test) {
  return {.label = "not shown",
          .on_exit =
              [test](pid, const exit_reason& reason) {
                send(test, event{"ended with " + to_string(reason)});
              },
          .observer = true};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spawn_options_of_a_child)

BOOST_FIXTURE_TEST_CASE(on_exit_is_called_at_each_end_of_the_child, supervision) {
  child_spec child = watched("a");
  child.spawn = telling_its_end(self());
  given({.children = {child}});
  cast(whereis("a"), end_with{exit_reason(term("done"))});
  BOOST_TEST(events() == "stop a, ended with \"done\", start a");
  cast(whereis("a"), end_with{exit_reason(term("again"))});
  BOOST_TEST(events() == "stop a, ended with \"again\", start a");
}

BOOST_FIXTURE_TEST_CASE(a_child_is_called_by_its_path_whatever_its_label_says, supervision) {
  child_spec child = watched("a");
  child.spawn = telling_its_end(self());
  given({.children = {child}});
  BOOST_TEST(info(whereis("a")).value().label == "top/a");
  BOOST_TEST(info(whereis("a")).value().observer);
}

BOOST_FIXTURE_TEST_CASE(children_on_request_have_the_options_of_their_template, supervision) {
  top = dynamic_supervisor::start_link(
            {.child = {.start = dynamic_child_start<witness, pid, std::string, plan_ptr>(),
                       .spawn = telling_its_end(self())}},
            {.spawn = {.label = "top"}})
            .value();
  const child_reply made = dynamic_supervisor::start_child(top, self(), "a", plan_ptr());
  BOOST_TEST(info(made.actor).value().label == "top/1");
  BOOST_TEST(info(made.actor).value().observer);
  dynamic_supervisor::terminate_child(top, made.actor);
  BOOST_TEST(events() == "start a, stop a, ended with shutdown");
}

BOOST_FIXTURE_TEST_CASE(a_child_with_a_link_is_linked_as_every_other, supervision) {
  child_spec child = watched("a");
  child.spawn.link = true;
  given({.intensity = 0, .children = {child}});
  cast(whereis("a"), crash{});
  BOOST_TEST(events() == "stop a");
  BOOST_TEST(end_of_top() == "shutdown");
}

BOOST_AUTO_TEST_SUITE_END()
