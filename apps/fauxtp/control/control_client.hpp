#pragma once

#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "control/socket_folder.hpp"

/// The application of that name or process id, or whose socket that path is; without one, the only one that runs. Throws
/// request_error.
running_application find_application(const std::string& wanted);

/// Asks it, and waits so long for the answer. Throws request_error, also when the answer is one.
nlohmann::json ask(const running_application& application, const nlohmann::json& request,
                   std::chrono::milliseconds patience);

/// The same for an answer that goes on: `take` gets each line after the first, until the last one.
void ask_for_lines(const running_application& application, const nlohmann::json& request,
                   const std::function<void(const nlohmann::json&)>& take);
