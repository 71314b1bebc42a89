// A change of a supervisor in several steps.
#include "supervision/change.hpp"

#include "fauxtp/link.hpp"
#include "fauxtp/spawn.hpp"
#include "supervision/witness.hpp"

using namespace supervision_test;
using namespace fauxtp::detail;

namespace {

struct changed : supervision {
  supervisor_spec of(const std::vector<std::string>& ids) {
    supervisor_spec spec{.strategy = strategy::one_for_all, .intensity = 9};
    for (const std::string& id : ids) spec.children.push_back(watched(id));
    return spec;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(change)

BOOST_FIXTURE_TEST_CASE(a_crash_in_a_change_waits_for_its_end, changed) {
  given(of({"a", "b"}));
  BOOST_TEST(!begin_change(top, of({"a", "c"}), {"c"}));
  cast("a", crash{});
  settle();
  BOOST_TEST((stop_in_change(top, "b", false) == child_state::runs));
  BOOST_TEST(start_in_change(top, "c", on_failure::leave_it).ok());
  BOOST_TEST(events() == "stop a, stop b, start c");
  end_change(top);
  settle();
  BOOST_TEST(events() == "stop c, start a, start c");
}

BOOST_FIXTURE_TEST_CASE(R7_the_arguments_of_a_temporary_child_are_dropped_after_a_change_too,
                        supervision) {
  struct holder final : gen_server<holder> {
    explicit holder(const std::shared_ptr<int>&) {}
  };
  const auto argument = std::make_shared<int>(1);
  const auto spec = [&] {
    child_spec held = made_by("t", child_start<holder>(argument));
    held.restart = restart_type::temporary;
    return supervisor_spec{.children = {held}};
  };
  given(spec());
  BOOST_TEST(!supervisor::change(top, spec()));
  settle();
  BOOST_TEST(argument.use_count() == 1);
}

BOOST_FIXTURE_TEST_CASE(another_intensity_holds_for_the_next_crash, supervision) {
  const auto with = [&](std::size_t intensity) {
    return supervisor_spec{.intensity = intensity, .children = {watched("a")}};
  };
  given(with(0));
  BOOST_TEST(!supervisor::change(top, with(1)));
  crash_child("a");
  BOOST_TEST(is_alive(top));
  BOOST_TEST(running() == "a");
}

BOOST_FIXTURE_TEST_CASE(others_are_answered_in_a_change, changed) {
  given(of({"a"}));
  BOOST_TEST(!begin_change(top, of({"a"}), {}));
  std::size_t specs = 0;
  const pid other = spawn([&] { specs = supervisor::count_children(top).specs; });
  const ref end = monitor(other);
  BOOST_TEST((receive<down>().monitor == end));
  BOOST_TEST(specs == 1U);
  end_change(top);
}

BOOST_FIXTURE_TEST_CASE(a_change_ends_with_whoever_makes_it_and_what_is_to_run_runs, changed) {
  given(of({"a", "b"}));
  const pid other = spawn([this, next = of({"a", "b", "c"})] {
    begin_change(top, next, {"b", "c"});
    stop_in_change(top, "b", true);
  });
  const ref end = monitor(other);
  BOOST_TEST((receive<down>().monitor == end));
  settle();
  BOOST_TEST(events() == "stop b, start b, start c");
  BOOST_TEST(running() == "a b c");
}

BOOST_FIXTURE_TEST_CASE(only_one_at_a_time_changes_a_supervisor, changed) {
  given(of({"a"}));
  BOOST_TEST(!begin_change(top, of({"a"}), {}));
  bool refused = false;
  const pid other =
      spawn([&, next = of({"a"})] { refused = begin_change(top, next, {}).has_value(); });
  const ref end = monitor(other);
  BOOST_TEST((receive<down>().monitor == end));
  BOOST_TEST(refused);
  end_change(top);
}

BOOST_FIXTURE_TEST_CASE(a_supervisor_in_a_change_stops_when_its_parent_says_so, changed) {
  given(of({"a", "b"}));
  BOOST_TEST(!begin_change(top, of({"a", "b"}), {}));
  exit(top, exit_reason::shutdown);
  BOOST_TEST((receive<exit_signal>().reason == exit_reason::shutdown));
  BOOST_TEST(events() == "stop b, stop a");
}

BOOST_AUTO_TEST_SUITE_END()
