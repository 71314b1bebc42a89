// How a tree does.
#include "fauxtp/health.hpp"

#include <optional>
#include <stdexcept>

#include "actor/local_node.hpp"
#include "actor/process.hpp"
#include "actor/readiness.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/shown_text.hpp"
#include "fauxtp/supervisor.hpp"
#include "supervision/ask.hpp"
#include "supervision/reports.hpp"
#include "supervision/supervisor_loop.hpp"

namespace fauxtp {
namespace {

constexpr std::size_t most_problems = 100;
constexpr std::size_t longest_reason = 1024;  // bytes

class health_look {
 public:
  explicit health_look(duration wait) : wait_(wait) {}

  void look_at_workers() {
    // One that is held by an actor is named by that actor.
    const process_list all = infos({.most_of_a_worker = 0, .wait = wait_});
    report_.alive = all.silent == 0;
    for (const process_info& hog : all.actors) add(hog.label, "holds its worker's thread");
    if (!report_.alive && all.actors.empty()) {
      add("node", std::to_string(all.silent) + " of its workers do not answer");
    }
  }

  void look_at_supervisor(pid supervisor, const std::string& path) {
    std::vector<child_info> unsettled;
    try {
      unsettled =
          detail::ask<std::vector<child_info>>(supervisor, detail::unsettled_request{}, wait_);
    } catch (const call_error& error) {
      const auto& seen = error.seen();
      if (!report_.alive && seen && seen->seen_from_outside) return;  // its worker was told
      return add(path, error.cause() != exit_reason::timeout
                           ? "is down: " + to_string(error.cause())
                       : seen ? "does not answer: " + to_string(*seen)
                              : "does not answer");
    }
    for (const child_info& each : unsettled) {
      const std::string child = path + "/" + each.id;
      if (!each.restarting) {
        look_at_supervisor(each.actor, child);
        continue;
      }
      add(child, (each.restart_in ? "is started again in " + detail::time_text(*each.restart_in)
                                  : std::string("is being restarted")) +
                     (each.last_end ? ", after its end with " + to_string(*each.last_end) : ""));
    }
  }

  void look_at_those_not_ready() {
    for (auto& [who, why] : detail::process::current().node().readiness().those_not_ready()) {
      const auto seen = info(who, wait_);
      if (seen) add(seen->label, std::move(why));
    }
  }

  health_report report() && { return std::move(report_); }

 private:
  void add(std::string who, std::string why) {
    if (report_.problems.size() < most_problems) {
      report_.problems.push_back({std::move(who), std::move(why)});
    }
  }

  duration wait_;
  health_report report_;
};

}  // namespace

void not_ready(std::string why) {
  detail::process& own = detail::process::current();
  own.is_noted();
  own.node().readiness().not_ready(own.id(), shortened(std::move(why), longest_reason));
}

void ready() {
  const detail::process& own = detail::process::current();
  own.node().readiness().ready(own.id());
}

health_report health(pid supervisor, duration wait) {
  health_look look(wait);
  look.look_at_workers();
  const auto seen = info(supervisor, wait);
  look.look_at_supervisor(supervisor, seen ? seen->label : to_string(supervisor));
  look.look_at_those_not_ready();
  return std::move(look).report();
}

pid top_supervisor() {
  constexpr duration wait = std::chrono::milliseconds(250);
  const detail::process& own = detail::process::current();
  std::string below = own.name();
  for (pid above = own.parent(); above;) {
    const auto seen = info(above, wait);
    if (!seen) return {};
    const bool is_top = seen->label.find('/') == std::string::npos;
    if (is_top && below.starts_with(seen->label + "/")) return above;
    below = seen->label;
    above = seen->parent;
  }
  return {};
}

}  // namespace fauxtp
