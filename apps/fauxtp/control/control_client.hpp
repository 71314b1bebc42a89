#pragma once

#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "control/socket_folder.hpp"

/// The application with that name or process id, or with the socket at that path. If `wanted` is
/// empty, the only one that runs. Throws request_error.
running_application find_application(const std::string& wanted);

/// Asks the application, and waits that long for the answer. Throws request_error, also if the
/// answer is an error.
nlohmann::json ask(const running_application& application, const nlohmann::json& request,
                   std::chrono::milliseconds patience);

/// The same for an answer that goes on: `take` gets each line after the first one, until the last.
void ask_for_lines(const running_application& application, const nlohmann::json& request,
                   const std::function<void(const nlohmann::json&)>& take);
