#pragma once

#include <optional>
#include <set>
#include <string>

#include "fauxtp/supervisor.hpp"

namespace fauxtp::detail {

/// A change of a running supervisor in several steps that belong together. From its begin to its
/// end the supervisor answers whoever asks, and obeys its parent, but what becomes of its children
/// by themselves waits: their ends, and restarts that are to be tried again or were put off. So no
/// crash comes between a stop and a start. If whoever changes it ends, the change ends as well.
///
/// The functions wait without limit, and throw call_error if there is no such supervisor.

/// It is one of this spec from now on, as after supervisor::change, and `starts` are the children
/// that begin_change is to be followed by a start of. Returns the first mistake, with which nothing
/// has changed. May be called again before the end, to go back.
std::optional<exit_reason> begin_change(pid supervisor, supervisor_spec spec,
                                        std::set<std::string> starts);

enum class child_state : unsigned char { stopped, waits_for_restart, runs };

/// Stops a child, and forgets it unless it is to be `kept`. Says what it has been.
child_state stop_in_change(pid supervisor, std::string id, bool kept);

/// What becomes of a child that does not start.
enum class on_failure : unsigned char { leave_it, restart_it };

/// Starts one of `starts`; before it those that stand before it and have lost their restart to the
/// change. Its errors are those of restart_child.
child_reply start_in_change(pid supervisor, std::string id, on_failure failure);

/// Starts what should run by now, and goes back to the supervisor's own work.
void end_change(pid supervisor);

}  // namespace fauxtp::detail
