#pragma once

#include <nlohmann/json.hpp>

#include "control/requests.hpp"

/// Answers with `{"actors": […], "left_out": N, "silent": N}`. `actors`: an object for every actor
/// of the application, and for every child that does not run, by path. `left_out`: how many actors
/// are missing, because a worker has more than `most` (default: 10 000). `silent`: of how many
/// workers actors may be missing, because an actor holds the worker. `"filter": TEXT` chooses those
/// whose paths contain it. `"cpu_ms": N` adds how much of a processor each actor uses, watched for
/// N milliseconds.
nlohmann::json list_actors(const nlohmann::json& request, const running_tree& tree);
