#pragma once

#include <nlohmann/json.hpp>

#include "control/requests.hpp"

// A supervisor's operations on one of its children, with OTP's answers.

nlohmann::json terminate_child(const nlohmann::json& request, const running_tree& tree);
nlohmann::json start_child(const nlohmann::json& request, const running_tree& tree);
nlohmann::json delete_child(const nlohmann::json& request, const running_tree& tree);
/// Stops it, if it runs, and starts it.
nlohmann::json restart_child(const nlohmann::json& request, const running_tree& tree);
