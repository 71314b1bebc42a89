#include "requests.hpp"

#include <algorithm>

#include "fauxtp/dynamic_supervisor.hpp"
#include "specs.hpp"

namespace certificate {

using namespace fauxtp;

namespace {

std::string answer(const world& world, const child_reply& reply) {
  if (reply.ok()) return "ok " + world.name_of(reply.actor);
  const std::string error(to_string(*reply.error));
  switch (*reply.error) {
    case supervisor_error::already_started:
      return error + " " + world.name_of(reply.actor);
    case supervisor_error::start_failed:
      return error + " " + printed(reply.reason);
    case supervisor_error::invalid_spec:  // OTP's reply lacks the word around it
      return error + " " + printed(exit_reason(reply.reason.detail()[1].clone()));
    default:
      return error;
  }
}

}  // namespace

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

}  // namespace certificate
