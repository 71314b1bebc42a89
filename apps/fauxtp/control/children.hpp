#pragma once

#include <nlohmann/json.hpp>

#include "control/requests.hpp"

// What a supervisor does with one of its children; the answers are OTP's.

nlohmann::json terminate_child(const nlohmann::json& request, const running_tree& tree);
nlohmann::json start_child(const nlohmann::json& request, const running_tree& tree);
nlohmann::json delete_child(const nlohmann::json& request, const running_tree& tree);
/// Stops the child if it runs, and starts it.
nlohmann::json restart_child(const nlohmann::json& request, const running_tree& tree);
