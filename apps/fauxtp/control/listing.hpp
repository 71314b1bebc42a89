#pragma once

#include <nlohmann/json.hpp>

#include "control/requests.hpp"

/// `{"actors": […], "left_out": N, "silent": N}`: every actor of the application, and every child
/// that does not run, an object each, by path; how many more there are, if they are more than `most`
/// of a worker (default: 10 000); and of how many workers some may be missing, because an actor holds
/// them. `"filter": TEXT`: only those that have it in their path. With `"cpu_ms": N` also how much of
/// a processor each uses, watched for that long.
nlohmann::json list_actors(const nlohmann::json& request, const running_tree& tree);
