#pragma once

#include <optional>
#include <set>
#include <string>

#include "fauxtp/supervisor.hpp"

namespace fauxtp::detail {

/// A change of a running supervisor in several steps that belong together. From begin_change to
/// end_change the supervisor answers requests and obeys its parent, but does not act on what its
/// children do by themselves: their ends, and restarts that are to be tried again or were put off,
/// wait in the mailbox. So no crash comes between a stop and a start. If the actor that makes the
/// change ends, the change ends as well.
///
/// The functions wait without limit, and throw call_error if there is no such supervisor.

/// From now on the supervisor has this spec, as after supervisor::change. `starts`: the children
/// that start_in_change will be called for. Returns the first mistake in the spec, or that another
/// actor is changing the supervisor; then nothing has changed. May be called again before the end
/// of the change, to go back.
std::optional<exit_reason> begin_change(pid supervisor, supervisor_spec spec,
                                        std::set<std::string> starts);

enum class child_state : unsigned char { stopped, waits_for_restart, runs };

/// Stops a child, and forgets it unless `kept`. Returns what state the child was in.
child_state stop_in_change(pid supervisor, std::string id, bool kept);

/// What follows if a child does not start.
enum class on_failure : unsigned char { leave_it, restart_it };

/// Starts one child of `starts`. Before that, it starts the children in front of that one whose own
/// restart the change has displaced. Its errors are those of restart_child.
child_reply start_in_change(pid supervisor, std::string id, on_failure failure);

/// Starts the children whose restart the change has displaced and that are not started yet. Then
/// the supervisor goes back to its own work.
void end_change(pid supervisor);

}  // namespace fauxtp::detail
