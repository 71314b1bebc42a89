// The children of a supervisor that is killed, and so cannot stop them.
#include "fauxtp/dynamic_supervisor.hpp"
#include "repetitions.hpp"
#include "supervision/witness.hpp"

using namespace supervision_test;

namespace {

child_spec inner(supervisor_spec spec) {
  return {.id = "in", .start = child_start(std::move(spec)), .type = child_type::supervisor};
}

child_spec refusing(duration patience) {
  child_spec spec = made_by("refuses", child_start(refuse_to_stop));
  spec.shutdown = patience;
  return spec;
}

class refuser final : public actor {
  void run() override { refuse_to_stop(); }
};

/// Takes two seconds to stop.
class slow final : public gen_server<slow> {
 public:
  explicit slow(pid test) : test_(test) {
    trap_exit();
    send(test_, event{"start slow"});
  }
  void terminate(const exit_reason&) override {
    fauxtp::sleep(2s);
    send(test_, event{"stop slow"});
  }

 private:
  pid test_;
};

struct killed : supervision {
  /// The supervisor under the one at the top.
  pid in() const { return supervisor::which_children(top).at(0).actor; }
  pid child() const { return supervisor::which_children(in()).at(0).actor; }
  /// False, too, if the one at the top waits, and so does not answer.
  bool supervisor_runs(const std::string& id) {
    std::optional<bool> runs;
    const pid asks = spawn_child([&] {
      const auto found = supervisor::find_child(top, id);
      runs = found && found->actor;
    });
    settle();
    if (!runs) exit(asks, exit_reason::kill);
    settle();
    return runs.value_or(false);
  }
  void kill_in() {
    exit(in(), exit_reason::kill);
    settle();
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(killed_supervisor)

BOOST_FIXTURE_TEST_CASE(it_starts_again_only_when_its_children_are_gone, killed) {
  given({.intensity = 1,
         .children = {inner({.children = {{.id = "slow",
                                           .start = child_start<slow>(self()),
                                           .name = "slow",
                                           .restart = restart_type::permanent}}})}});
  kill_in();
  advance(2s - 1ms);
  BOOST_TEST(events() == "");
  advance(1ms);
  BOOST_TEST(events() == "stop slow, start slow");
}

BOOST_FIXTURE_TEST_CASE(a_child_that_obeys_a_supervisor_that_was_killed_has_not_crashed, killed) {
  given({.children = {inner({.children = all_watched({"b", "c"})})}});
  kill_in();
  BOOST_TEST(reports("actor/crash").empty());
  BOOST_TEST(complaints() == "supervisor/child_terminated in");
}

BOOST_FIXTURE_TEST_CASE(a_child_that_refuses_to_stop_is_killed_after_its_time, killed) {
  given({.children = {inner({.children = {refusing(3s)}})}});
  const pid before = child();
  kill_in();
  advance(3s - 1ms);
  BOOST_TEST(is_alive(before));
  advance(1ms);
  BOOST_TEST(!is_alive(before));
  BOOST_TEST(is_alive(child()));
}

BOOST_FIXTURE_TEST_CASE(the_time_is_that_of_the_spec_that_the_child_has_now, killed) {
  given({.children = {inner({.children = {refusing(1h)}})}});
  const pid before = child();
  BOOST_TEST(!supervisor::change(in(), {.children = {refusing(1s)}}));
  kill_in();
  advance(1s);
  BOOST_TEST(!is_alive(before));
  stop_top();
  advance(1h);
}

BOOST_FIXTURE_TEST_CASE(many_children_that_refuse_are_given_their_time_at_once, killed) {
  given({.children = {{.id = "carts",
                       .start = child_start(dynamic_supervisor_spec{
                           .child = {.start = dynamic_child_start<refuser>(),
                                     .shutdown = shutdown_time(1s)}}),
                       .name = "carts",
                       .type = child_type::supervisor}}});
  const std::size_t before = actors();
  for (int i = 0; i < 1000; ++i) BOOST_REQUIRE(dynamic_supervisor::start_child("carts").ok());
  exit(whereis("carts"), exit_reason::kill);
  advance(1s - 1ms);
  BOOST_TEST(!whereis("carts"));
  advance(1ms);
  BOOST_TEST(whereis("carts"));
  BOOST_TEST(actors() == before);
}

BOOST_FIXTURE_TEST_CASE(the_wait_for_many_costs_as_much_for_each_as_for_few, killed) {
  const auto run = [this](int count) {
    given({.children = {{.id = "carts",
                         .start = child_start(dynamic_supervisor_spec{
                             .child = {.start = dynamic_child_start<refuser>(),
                                       .shutdown = shutdown_time(1s)}}),
                         .name = "carts",
                         .type = child_type::supervisor}}});
    for (int i = 0; i < count; ++i) dynamic_supervisor::start_child("carts");
    exit(whereis("carts"), exit_reason::kill);
    advance(1s);
    stop_top();
    settle();
  };
  BOOST_TEST(costs_grow_with_the_number(run));
}

BOOST_FIXTURE_TEST_CASE(its_parent_ends_when_it_is_told_although_it_waits_for_them, killed) {
  given({.children = {watched("a"), inner({.children = {refusing(infinity)}})}});
  const pid left = child();
  kill_in();
  stop_top();
  BOOST_TEST(events() == "stop a");
  BOOST_TEST(end_of_top() == "shutdown");
  exit(left, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(a_supervisor_among_its_children_that_has_to_be_killed_leaves_nobody_either,
                        killed) {
  child_spec deep = inner({.children = {refusing(5s)}});
  deep.id = "deep";
  deep.shutdown = 1s;
  given({.children = {inner({.children = {std::move(deep)}})}});
  const pid grandchild = supervisor::which_children(child()).at(0).actor;
  kill_in();
  advance(6s - 1ms);
  BOOST_TEST(is_alive(grandchild));
  BOOST_TEST(!supervisor_runs("in"));
  advance(1ms);
  BOOST_TEST(!is_alive(grandchild));
  BOOST_TEST(supervisor_runs("in"));
}

BOOST_FIXTURE_TEST_CASE(those_of_one_that_is_not_started_again_are_waited_for_by_nobody, killed) {
  child_spec once = inner({.children = {watched("b"), refusing(infinity)}});
  once.restart = restart_type::temporary;
  given({.children = {std::move(once)}});
  const pid refuses = child();
  kill_in();
  BOOST_TEST(events() == "stop b");
  BOOST_TEST(supervisor::count_children(top).specs == 0u);
  exit(refuses, exit_reason::kill);
}

BOOST_FIXTURE_TEST_CASE(a_child_that_is_not_linked_ends_with_it_too, killed) {
  given({.children = {inner({.children = {made_by("loose", [](start_options) {
                               return start_result(spawn([] { fauxtp::sleep(infinity); }));
                             })}})}});
  const pid before = child();
  kill_in();
  BOOST_TEST(!is_alive(before));
  BOOST_TEST(is_alive(child()));
}

BOOST_FIXTURE_TEST_CASE(a_child_that_is_in_its_init_ends_with_it_too, killed) {
  const auto hangs = std::make_shared<plan>();
  hangs->hang = true;
  given({.children = {inner({})}});
  spawn_child([in = in(), child = watched("a", restart_type::permanent, hangs)] {
    supervisor::start_child(in, child);
  });
  BOOST_TEST(events() == "hang a");
  kill_in();
  BOOST_TEST(whereis("a"), "it traps exits, and has its time");
  advance(5s);
  BOOST_TEST(!whereis("a"));
  BOOST_TEST(is_alive(in()));
}

BOOST_FIXTURE_TEST_CASE(its_parent_waits_for_its_children_when_it_stops_it_brutally, killed) {
  child_spec in = inner({.children = {watched("b")}});
  in.shutdown = shutdown_time::brutal_kill();
  given({.children = {watched("a"), std::move(in)}});
  stop_top();
  BOOST_TEST(events() == "stop b, stop a");
}

BOOST_FIXTURE_TEST_CASE(a_child_that_it_has_terminated_is_not_waited_for, killed) {
  given({.children = {inner({.children = {refusing(1s), watched("b")}})}});
  exit(child(), exit_reason::kill);  // and it is restarted
  supervisor::terminate_child(in(), "b");
  advance(1s);
  events();
  supervisor::delete_child(in(), "b");
  const pid before = in();
  kill_in();
  advance(1s);
  BOOST_TEST((in() && in() != before));
}

// Whoever were there still would make the next start fail, since its name would be taken.
BOOST_AUTO_TEST_CASE(its_next_start_never_meets_the_names_of_its_children) {
  constexpr int at_once = 100;
  constexpr int nodes = 10;
  const int rounds = fauxtp::testing::race_repetitions(100'000) / nodes / at_once;
  for (int i = 0; i < nodes; ++i) {
    killed home;
    supervisor_spec all{.intensity = 1'000'000};
    for (int n = 0; n < at_once; ++n) {
      const std::string id = std::to_string(n);
      child_spec named = made_by("a", child_start(refuse_to_stop));
      named.name = id;
      named.shutdown = shutdown_time::brutal_kill();
      named.spawn.place = placement::spread;
      child_spec each = inner({.children = {std::move(named)}});
      each.id = id;
      each.spawn.place = placement::spread;
      all.children.push_back(std::move(each));
    }
    home.given(std::move(all));
    for (int round = 0; round < rounds; ++round) {
      for (const child_info& each : supervisor::which_children(home.top)) {
        exit(each.actor, exit_reason::kill);
      }
      home.settle();
    }
    BOOST_REQUIRE(home.reports("supervisor/start_error").empty());
    for (const child_info& each : supervisor::which_children(home.top)) {
      BOOST_REQUIRE(each.restarts == static_cast<std::size_t>(rounds));
    }
    home.teardown();
  }
}

BOOST_AUTO_TEST_SUITE_END()
