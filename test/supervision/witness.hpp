// A supervisor under test, and children that tell the test what happens to them.
#pragma once

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "fauxtp/gen_server.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/testing.hpp"

namespace supervision_test {

using namespace fauxtp;
using namespace std::chrono_literals;

/// Something has happened to a child, as "start a".
struct event {
  std::string text;
};

/// What is to happen at the next starts of a witness. The test keeps a pointer to it.
struct plan {
  std::atomic<int> failures = 0;     ///< how many starts throw in init
  std::atomic<bool> ignore = false;  ///< init says ignore
  std::atomic<bool> hang = false;    ///< init never returns
};
using plan_ptr = std::shared_ptr<plan>;

struct end_with {
  exit_reason reason;
};
struct crash {};
struct unlink_from {
  pid supervisor;
};

/// Tells the test of its start and its end: "start a", "fail a", "hang a", "stop a".
class witness : public gen_server<witness, calls<>, casts<end_with, crash, unlink_from>> {
 public:
  witness(pid test, std::string name, plan_ptr plan) : test_(test), name_(std::move(name)) {
    trap_exit();
    if (plan && plan->ignore) init_ignore();
    if (plan && plan->hang) {
      tell("hang ");
      fauxtp::sleep(infinity);
    }
    if (plan && plan->failures > 0) {
      --plan->failures;
      tell("fail ");
      throw std::runtime_error("no luck");
    }
    tell("start ");
  }
  void handle_cast(end_with request) { stop(std::move(request.reason)); }
  void handle_cast(crash) { throw std::runtime_error("told to"); }
  void handle_cast(unlink_from request) { unlink(request.supervisor); }
  void terminate(const exit_reason&) override { tell("stop "); }

 private:
  void tell(const std::string& what) { send(test_, event{what + name_}); }

  pid test_;
  std::string name_;
};

inline child_spec watched(const std::string& name, restart_type restart = restart_type::permanent,
                          plan_ptr plan = {}) {
  return {.id = name,
          .start = child_start<witness>(self(), name, std::move(plan)),
          .name = name,
          .restart = restart};
}

/// The spec of a permanent child that this function starts.
inline child_spec made_by(const std::string& id, start_function start) {
  return {.id = id, .start = std::move(start), .restart = restart_type::permanent};
}

/// A child that traps exits and obeys no exit signal.
inline void refuse_to_stop() {
  trap_exit();
  for (;;) receive(on(any, [](const term&) {}));
}

inline std::vector<child_spec> all_watched(const std::vector<std::string>& names) {
  std::vector<child_spec> specs;
  for (const std::string& name : names) specs.push_back(watched(name));
  return specs;
}

/// Whether the costs of ten times as many are about ten times as high, and not a hundred times.
/// Costs are processor time, since other processes may use the machine, too.
template <class Run>
bool costs_grow_with_the_number(Run run) {
  const auto cost_of = [&run](int count) {
    const std::clock_t begin = std::clock();
    run(count);
    return std::clock() - begin;
  };
  const auto few = std::min({cost_of(1000), cost_of(1000), cost_of(1000)});
  const auto many = std::min(cost_of(10'000), cost_of(10'000));
  return many < few * 60;
}

/// The fixture: a supervisor whose parent is the body of the test.
struct supervision : testing::node {
  supervision() { trap_exit(); }

  start_result start(supervisor_spec spec) {
    const start_result started =
        supervisor::start_link(std::move(spec), {.spawn = {.label = "top"}});
    if (started.ok()) top = started.value();
    return started;
  }
  /// Starts the supervisor, and drops the events of its children's starts.
  void given(supervisor_spec spec) {
    top = start(std::move(spec)).value();
    events();
  }
  /// What the children have told since the last call.
  std::string events() {
    settle();
    std::string all;
    while (const auto next = receive<event>(0s)) all += (all.empty() ? "" : ", ") + next->text;
    return all;
  }
  /// The reason with which the supervisor has ended; "runs" if it has not.
  std::string end_of_top() {
    settle();
    const auto signal = receive<exit_signal>(0s);
    return signal ? to_string(signal->reason) : "runs";
  }
  void stop_top() { exit(top, exit_reason::shutdown); }
  void crash_child(const std::string& name) {
    crash_now(name);
    settle();
  }
  /// Does not wait until the consequences have happened.
  static void crash_now(const std::string& name) { cast(name, crash{}); }
  void end_child(const std::string& name, exit_reason reason) {
    cast(name, end_with{std::move(reason)});
    settle();
  }
  /// The children that run, in the order of their starts.
  std::string running() {
    std::string all;
    for (const child_info& each : supervisor::which_children(top)) {
      if (each.actor) all = each.id + (all.empty() ? "" : " ") + all;
    }
    return all;
  }
  /// The children that the supervisor has a spec of, the last started first.
  std::string known() {
    std::string all;
    for (const child_info& each : supervisor::which_children(top)) {
      all += (all.empty() ? "" : " ") + each.id;
    }
    return all;
  }
  /// All reports of warnings and errors, in order: "label id".
  std::string complaints() {
    std::string all;
    for (const report& each : reports()) {
      if (each.level < severity::warning) continue;
      const std::string id = each.field("id");
      all += (all.empty() ? "" : ", ") + each.label + " " + (id.empty() ? "-" : id);
    }
    return all;
  }
  report last_report(const std::string& label) {
    const auto all = reports(label);
    BOOST_REQUIRE(!all.empty());
    return all.back();
  }

  /// Stops the supervisor, unless the test has done so, and checks that nothing is left.
  void teardown() {
    if (is_alive(top)) {
      stop_top();
      advance(10s);  // more than the shutdown time of any child
    }
    events();
    while (receive<exit_signal>(0s)) {
    }
    testing::node::teardown();
  }

  pid top;
};

}  // namespace supervision_test
