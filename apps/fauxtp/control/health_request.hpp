#pragma once

#include <nlohmann/json.hpp>

#include "control/requests.hpp"

/// How the tree does, as
/// `{"alive": true, "ready": false, "problems": [{"who": "shop/db", "why": …}]}`.
nlohmann::json tell_health(const nlohmann::json& request, const running_tree& tree);
