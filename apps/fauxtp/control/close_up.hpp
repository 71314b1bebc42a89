#pragma once

#include <nlohmann/json.hpp>

#include "control/requests.hpp"

// Everything about one actor.

/// What the actor is, what it does, what its supervisor and its file say of it, and its last crash.
/// Of a pool: how it chooses, and what its members do.
/// Without a target: `{"application", "dead_letters": {"no_actor": N, …}}`.
nlohmann::json look_closely(const nlohmann::json& request, const running_tree& tree);
/// Where the actor is in its code, as
/// `{"path", "pid", "status", "stack": [a line for each function]}`.
nlohmann::json show_stack(const nlohmann::json& request, const running_tree& tree);
/// The last crashes of `target` and of the actors under it, or of all actors; the oldest first.
nlohmann::json list_crashes(const nlohmann::json& request, const running_tree& tree);
