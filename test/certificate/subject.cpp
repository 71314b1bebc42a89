#include "subject.hpp"

#include <algorithm>
#include <functional>

#include "fauxtp/send.hpp"
#include "fauxtp/sys.hpp"
#include "fauxtp/testing.hpp"
#include "requests.hpp"
#include "specs.hpp"
#include "workers.hpp"

namespace certificate {
namespace {

using namespace fauxtp;
using namespace std::chrono_literals;

/// More than all shutdown times of a tree together.
constexpr auto long_enough = 1s;

struct end_of_tree {
  exit_reason reason;
};
struct told_to_ask {
  std::function<void()> ask;
};

void ask_when_told() { receive<told_to_ask>().ask(); }

/// A scenario while it runs.
class run_of {
 public:
  run_of(const scenario& scenario, std::uint64_t interleaving)
      : scenario_(scenario), home_(node_options{.interleaving = interleaving}) {}

  trace all() {
    auto next = scenario_.steps.begin();
    for (; next != scenario_.steps.end() && next->verb == verb::fail; ++next) take(*next);
    begin_step();
    parent_ = spawn([this] { be_parent(); });
    end_step();
    for (; next != scenario_.steps.end(); ++next) {
      begin_step();
      call_askers(next->verb == verb::at_once ? next->all.size() : 1);
      take(*next);
      end_step();
    }
    leave_nobody();
    return world_.seen();
  }

 private:
  void be_parent() {
    trap_exit();
    const start_result started = recorded(world_, "t", scenario_.top)({.spawn = {.label = "t"}});
    reply(started.ok() ? "ok " + world_.name_of(started)
                       : "start_failed " + printed(started.reason()));
    for (;;) {
      receive(on([&](const end_of_tree& order) { exit(started, order.reason); }),
              on(any, [](const term&) {}));
    }
  }

  void reply(std::string text) {
    replies_.push_back(std::make_shared<std::string>(std::move(text)));
  }

  void begin_step() { world_.happened("step " + std::to_string(steps_++)); }

  /// Makes sure that `most` askers exist and wait. A new actor may run before those that are ready;
  /// an actor that waits and is sent a message runs after them.
  void call_askers(std::size_t most) {
    while (askers_.size() < most) askers_.push_back(spawn(ask_when_told));
    home_.settle();
  }

  void take(const step& step) {
    if (step.verb == verb::fail) return world_.fail(step.path, step.reason, step.times);
    const pid target = target_of(step);
    if (!target || (step.verb == verb::terminate_pid && !world_.last(step.whom))) {
      reply("nobody");
    } else if (step.verb == verb::at_once) {
      // While the supervisor is suspended, all lies in its mailbox in this order.
      sys::suspend(target);
      for (const auto& each : step.all) {
        if (each.verb >= verb::which || target_of(each)) take(each);
        home_.settle();
      }
      sys::resume(target);
    } else if (step.verb < verb::which) {
      act(target, step);
    } else {
      ask(target, step);
    }
  }

  /// Only workers can be told to do something, and only supervisors can be asked. Each kind of
  /// supervisor has its own start_child.
  pid target_of(const step& step) const {
    if (step.verb == verb::signal) return world_.find(step.path);
    const bool worker = step.verb == verb::exit || step.verb == verb::crash;
    const pid found = world_.find(step.path, worker ? child_type::worker : child_type::supervisor);
    const bool wrong_kind =
        world_.is_dynamic(found) ? step.verb == verb::start : step.verb == verb::start_with;
    return wrong_kind ? pid() : found;
  }

  void act(pid target, const step& step) {
    if (step.verb == verb::exit) {
      send(target, told{as_exit_reason(step.reason)});
    } else if (step.verb == verb::crash) {
      send(target, told{});
    } else if (step.verb == verb::stop) {
      send(parent_, end_of_tree{as_exit_reason(step.reason)});
    } else {
      exit(target, as_exit_reason(step.reason));
    }
  }

  /// Another actor asks, so that the next step need not wait for the reply. It runs after the
  /// actors to which something was done before, and before the supervisor learns of their ends.
  void ask(pid supervisor, const step& step) {
    const auto reply = std::make_shared<std::string>("does not come");
    replies_.push_back(reply);
    const pid whom = world_.last(step.whom);
    send(askers_.back(), told_to_ask{[this, supervisor, step, whom, reply] {
           try {
             *reply = request(world_, supervisor, step, whom);
           } catch (const call_error& error) {
             *reply = "call " + printed(error.cause());
           }
         }});
    askers_.pop_back();
  }

  void end_step() {
    home_.settle();
    home_.advance(long_enough);
    tell_reports();
    for (const auto& each : std::exchange(replies_, {})) world_.happened("reply " + *each);
    std::string left = "left";
    for (const auto& [name, actor] : world_.alive()) {
      left += " " + name;
      if (world_.is_supervisor(name)) world_.happened("children " + name + children_of(actor));
    }
    world_.happened(left);
  }

  /// Another actor asks, so that a supervisor that hangs is noticed.
  std::string children_of(pid supervisor) {
    std::string answer = " does not answer";
    const pid asker = spawn([&] {
      const auto children = supervisor::which_children(supervisor);
      const child_counts counts = supervisor::count_children(supervisor);
      answer = listed(world_, supervisor, children) + " " + counted(counts);
    });
    home_.settle();
    if (is_alive(asker)) exit(asker, exit_reason::kill);
    home_.settle();
    return answer;
  }

  void tell_reports() {
    const std::string room = "supervisor/";
    const std::vector<report> all = home_.reports();
    for (; reports_ < all.size(); ++reports_) {
      const report& each = all[reports_];
      if (!each.label.starts_with(room)) continue;
      std::string text = "report " + each.name + " " + each.label.substr(room.size());
      const std::string id = each.field("id");
      const bool number = !id.empty() && std::isdigit(static_cast<unsigned char>(id.front())) != 0;
      text += " " + (number ? "template" : id);  // children of a dynamic one have numbers
      const std::string together = each.field("nb_children");
      world_.happened(text + (together.empty() ? "" : " " + together));
    }
  }

  /// All has been seen by now; actors that refuse to stop would hold up the end of the node.
  void leave_nobody() {
    trace seen = world_.seen();
    while (!world_.alive().empty()) {
      exit(world_.alive().begin()->second, exit_reason::kill);
      home_.settle();
    }
    exit(parent_, exit_reason::kill);
    world_.seen() = std::move(seen);
  }

  const scenario& scenario_;
  world world_;
  int steps_ = 0;
  std::size_t reports_ = 0;
  std::vector<std::shared_ptr<std::string>> replies_;  // to this step; some have not come yet
  std::vector<pid> askers_;
  pid parent_;
  testing::node home_;
};

}  // namespace

trace run(const scenario& scenario, std::uint64_t interleaving) {
  return run_of(scenario, interleaving).all();
}

}  // namespace certificate
