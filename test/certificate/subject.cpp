#include "subject.hpp"

#include <algorithm>

#include "fauxtp/dynamic_supervisor.hpp"
#include "fauxtp/send.hpp"
#include "fauxtp/testing.hpp"
#include "workers.hpp"
#include "world.hpp"

namespace certificate {
namespace {

using namespace fauxtp;
using namespace std::chrono_literals;

constexpr auto a_day = 24h;  // no restart is ever forgotten: OTP counts whole seconds
/// More than all shutdown times of a tree together.
constexpr auto long_enough = 1s;

supervisor_spec spec_of(world& world, const std::string& path, const child& supervisor);
dynamic_supervisor_spec dynamic_spec_of(world& world, const std::string& path,
                                        const child& supervisor);

/// Starts what the spec describes, and tells the world.
start_function recorded(world& world, const std::string& path, const child& spec) {
  return [&world, path, spec](start_options options) {
    const std::string name = world.attempt(path, spec);
    options.on_exit = [&world, name](pid, const exit_reason& reason) { world.ended(name, reason); };
    const auto start = [&] {
      if (spec.dynamic) {
        return dynamic_supervisor::start_link(dynamic_spec_of(world, path, spec),
                                              std::move(options));
      }
      if (spec.type == child_type::supervisor) {
        return supervisor::start_link(spec_of(world, path, spec), std::move(options));
      }
      if (spec.kind == kind::stubborn) {
        return start_link<stubborn_worker>(std::move(options), &world, path);
      }
      return start_link<worker>(std::move(options), &world, path, spec);
    };
    const start_result started = start();
    if (started.ok()) {
      world.up(name, started.value(), spec);
    } else if (started.ignored()) {
      world.ignored(name);
    } else {
      world.failed(name, started.reason());
    }
    return started;
  };
}

shutdown_time shutdown_of(const std::string& text) {
  if (text == "brutal_kill") return shutdown_time::brutal_kill();
  if (text == "infinity") return infinity;
  return std::chrono::milliseconds(std::stoi(text));
}

child_spec spec_of_child(world& world, const std::string& path, const child& child) {
  return {.id = child.id,
          .start = recorded(world, path + "/" + child.id, child),
          .restart = child.restart,
          .shutdown = shutdown_of(child.shutdown),
          .significant = child.significant,
          .type = child.type};
}

supervisor_spec spec_of(world& world, const std::string& path, const child& supervisor) {
  supervisor_spec spec{.how = supervisor.how,
                       .intensity = supervisor.intensity,
                       .period = a_day,
                       .when_done = supervisor.when_done};
  for (const child& each : supervisor.children) {
    spec.children.push_back(spec_of_child(world, path, each));
  }
  return spec;
}

/// The extra argument is the child's id.
start_function recorded_with(world& world, const std::string& path, const child& shared) {
  return [&world, path, start = recorded(world, path, shared),
          again = std::make_shared<bool>(false)](start_options options) {
    if (std::exchange(*again, true)) world.ignore_no_more(path);
    options.label = path;  // else it has a number
    return start(std::move(options));
  };
}

dynamic_supervisor_spec dynamic_spec_of(world& world, const std::string& path,
                                        const child& supervisor) {
  const child& shared = supervisor.children.front();
  return {.child = {.start =
                        [&world, path, shared](const term& extra) {
                          return recorded_with(world, path + "/" + extra.get<std::string>(0),
                                               shared);
                        },
                    .restart = shared.restart,
                    .shutdown = shutdown_of(shared.shutdown),
                    .significant = shared.significant,
                    .type = shared.type},
          .intensity = supervisor.intensity,
          .period = a_day,
          .when_done = supervisor.when_done};
}

/// What which_children has answered.
std::string listed(const world& world, pid supervisor, const std::vector<child_info>& children) {
  const bool dynamic = world.is_dynamic(supervisor);
  std::vector<std::string> lines;
  for (const child_info& each : children) {
    lines.push_back((dynamic ? " " : " " + each.id + "=") +
                    (each.restarting ? "restarting" : world.name_of(each.actor)));
  }
  if (dynamic) std::ranges::sort(lines);
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

std::string counted(const child_counts& counts) {
  return "(" + std::to_string(counts.specs) + " " + std::to_string(counts.active) + " " +
         std::to_string(counts.supervisors) + " " + std::to_string(counts.workers) + ")";
}

std::string answer(const world& world, const child_reply& reply) {
  if (reply.ok()) return "ok " + world.name_of(reply.actor);
  const std::string error(to_string(*reply.error));
  switch (*reply.error) {
    case supervisor_error::already_started:
      return error + " " + world.name_of(reply.actor);
    case supervisor_error::start_failed:
      return error + " " + printed(reply.reason);
    case supervisor_error::invalid_spec:  // OTP's reply has not the word around it
      return error + " " + printed(exit_reason(reply.reason.detail()[1].clone()));
    default:
      return error;
  }
}

/// `whom` is of terminate_pid.
std::string request(world& world, pid supervisor, const step& step, pid whom) {
  switch (step.verb) {
    case verb::which:
      return "which" + listed(world, supervisor, supervisor::which_children(supervisor));
    case verb::count:
      return "count " + counted(supervisor::count_children(supervisor));
    case verb::start:
      return answer(
          world, supervisor::start_child(supervisor, spec_of_child(world, step.path, *step.added)));
    case verb::start_with:
      return answer(world, dynamic_supervisor::start_child(supervisor, step.id));
    case verb::terminate_pid: {
      const child_reply reply = dynamic_supervisor::terminate_child(supervisor, whom);
      return reply.ok() ? "ok" : answer(world, reply);
    }
    case verb::terminate: {
      const child_reply reply = supervisor::terminate_child(supervisor, step.id);
      return reply.ok() ? "ok" : answer(world, reply);
    }
    case verb::restart:
      return answer(world, supervisor::restart_child(supervisor, step.id));
    case verb::remove: {
      const child_reply reply = supervisor::delete_child(supervisor, step.id);
      return reply.ok() ? "ok" : answer(world, reply);
    }
    default:
      throw std::logic_error("no request");
  }
}

struct end_of_tree {
  exit_reason reason;
};

/// A scenario that runs.
class run_of {
 public:
  explicit run_of(const scenario& scenario) : scenario_(scenario) {}

  trace all() {
    auto next = scenario_.steps.begin();
    for (; next != scenario_.steps.end() && next->verb == verb::fail; ++next) take(*next);
    begin_step();
    parent_ = spawn([this] { be_parent(); });
    end_step();
    for (; next != scenario_.steps.end(); ++next) {
      begin_step();
      take(*next);
      end_step();
    }
    leave_nobody();
    return world_.seen();
  }

 private:
  void be_parent() {
    trap_exit();
    const start_result started = recorded(world_, "t", scenario_.top)({.label = "t"});
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

  void take(const step& step) {
    if (step.verb == verb::fail) return world_.fail(step.path, step.reason, step.times);
    const pid target = target_of(step);
    if (!target || (step.verb == verb::terminate_pid && !world_.last(step.whom))) {
      reply("nobody");
    } else if (step.verb == verb::at_once) {
      for (const auto& each : step.all) {
        if (each.verb >= verb::which || target_of(each)) take(each);
      }
    } else if (step.verb < verb::which) {
      act(target, step);
    } else {
      ask(target, step);
    }
  }

  /// Only workers can be told to do something, only supervisors be asked, and each kind of them has
  /// its own start_child.
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

  /// By another actor, so that what comes next need not wait for the reply. It runs after those
  /// that something was done to before, and before the supervisor hears of their ends.
  void ask(pid supervisor, const step& step) {
    const auto reply = std::make_shared<std::string>("does not come");
    replies_.push_back(reply);
    const pid whom = world_.last(step.whom);
    spawn([this, supervisor, step, whom, reply] {
      try {
        *reply = request(world_, supervisor, step, whom);
      } catch (const call_error& error) {
        *reply = "call " + printed(error.cause());
      }
    });
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

  /// Asked by another actor: one that has been hung must be seen to be.
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
      const std::string id = field(each, "id");
      const bool number = !id.empty() && std::isdigit(static_cast<unsigned char>(id.front())) != 0;
      text += " " + (number ? "template" : id);  // a dynamic one's children have numbers
      const std::string together = field(each, "nb_children");
      world_.happened(text + (together.empty() ? "" : " " + together));
    }
  }
  static std::string field(const report& report, std::string_view name) {
    const auto found =
        std::ranges::find(report.fields, name, [](const auto& field) { return field.first; });
    return found == report.fields.end() ? "" : found->second;
  }

  /// What was seen is complete; those that refuse to stop would hold up the node's end.
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
  std::vector<std::shared_ptr<std::string>> replies_;  // to the step; some are awaited
  pid parent_;
  testing::node home_;
};

}  // namespace

trace run(const scenario& scenario) { return run_of(scenario).all(); }

}  // namespace certificate
