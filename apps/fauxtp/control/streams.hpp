#pragma once

#include <nlohmann/json.hpp>

#include "control/requests.hpp"

// Requests whose answers have several lines.

/// Shows the messages that an actor receives and sends: at most `max` of them, for at most
/// `for_ms`.
void trace_actor(const nlohmann::json& request, const running_tree& tree,
                 const control_answer& answer);
/// Shows the last lines of the log, of all actors or of one `target` and what is under it; with
/// `"follow": true` also the lines to come.
void show_log(const nlohmann::json& request, const running_tree& tree,
              const control_answer& answer);
