#pragma once

#include <nlohmann/json.hpp>

#include "control/requests.hpp"

/// Every actor of the application, and every child that does not run: an object each, by path. With
/// `"cpu_ms": N` also how much of a processor it uses, watched for that long.
nlohmann::json list_actors(const nlohmann::json& request, const running_tree& tree);
