// Stopping, starting and dropping one child of a supervisor.
#include "control/children.hpp"

#include <functional>

#include "commands.hpp"
#include "control/targets.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/supervisor.hpp"
#include "fauxtp/task.hpp"
#include "tree_in_force.hpp"

using namespace fauxtp;
using nlohmann::json;

namespace {

using operation = child_reply (*)(const server_ref&, std::string);

std::string sentence(const child_target& child, const child_reply& answer) {
  const std::string name = "\"" + child.path + "\"";
  switch (*answer.error) {
    case supervisor_error::running:
      return name + " runs";
    case supervisor_error::restarting:
      return name + " is being restarted";
    case supervisor_error::invalid_spec:
      return name + " is temporary: its supervisor keeps nothing that it could start it again from";
    case supervisor_error::start_failed:
      return name + " did not start: " + to_string(answer.reason);
    case supervisor_error::simple_one_for_one:
      return "the children of " + child.supervisor_path +
             " come on request and have no ids: `fauxtp kill` ends one";
    default:
      return name + ": " + std::string(to_string(*answer.error));
  }
}

/// A supervisor that is busy carries out the request later, even if the answer comes too late for
/// the operator.
child_reply within(duration patience, const child_target& child, std::function<child_reply()> ask) {
  auto asking = spawn_task(std::move(ask));
  try {
    return asking.join(patience);
  } catch (const task_error& error) {
    if (error.reason() != exit_reason::timeout) {
      throw request_error(exit_failed, child.supervisor_path + ": " + to_string(error.reason()));
    }
    throw request_error(exit_timeout, child.supervisor_path +
                                          " is busy starting or stopping a child; it will do that "
                                          "next");
  }
}

// Among very many children, none is likely to be the one that was meant.
constexpr std::size_t most_children_to_advise = 10'000;

[[noreturn]] void no_such_child(const child_target& child, duration patience) {
  std::vector<std::string> ids;
  try {
    if (supervisor::get_status(child.supervisor, patience).children <= most_children_to_advise) {
      for (const child_info& each : supervisor::which_children(child.supervisor, patience)) {
        ids.push_back(child.supervisor_path + "/" + each.id);
      }
    }
  } catch (const call_error&) {  // then without advice
  }
  no_such("child", child.path, ids);
}

json carry_out(const json& request, const running_tree& tree, operation what) {
  const child_target child = child_of(request, tree);
  const duration patience = patience_of(request);
  const child_reply answer =
      within(patience, child, [what, child] { return what(child.supervisor, child.id); });
  if (answer.error == supervisor_error::not_found) no_such_child(child, patience);
  if (!answer.ok()) throw request_error(exit_failed, sentence(child, answer));
  json done = {{"path", child.path}};
  if (answer.actor) done["pid"] = to_string(answer.actor);
  return done;
}

}  // namespace

json terminate_child(const json& request, const running_tree& tree) {
  return carry_out(request, tree, supervisor::terminate_child);
}
json start_child(const json& request, const running_tree& tree) {
  return carry_out(request, tree, supervisor::restart_child);
}
json delete_child(const json& request, const running_tree& tree) {
  return carry_out(request, tree, supervisor::delete_child);
}
json restart_child(const json& request, const running_tree& tree) {
  json done = carry_out(request, tree, supervisor::terminate_and_restart_child);
  if (const auto changed = tree.in_force.changed_files(); !changed.empty()) {
    done["note"] =
        changed.front().string() + " is newer than the spec in force; fauxtp reload applies it";
  }
  return done;
}
