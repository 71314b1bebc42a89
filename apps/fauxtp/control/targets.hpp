#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "control/requests.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/process_info.hpp"

// What requests say of whom they mean. These throw request_error.

/// A text that the request must have.
std::string text_of(const nlohmann::json& request, const char* key);
/// How long it may take; 5 s if it does not say.
fauxtp::duration patience_of(const nlohmann::json& request);

/// All actors of the application, by path, without those that answer operators.
std::vector<fauxtp::process_info> application_actors();

/// Its `target`: by registered name, path (which may leave out the application), or pid.
fauxtp::pid target_of(const nlohmann::json& request, const running_tree& tree);

/// A child by its path (or as any other target, if it runs).
struct child_target {
  std::string path{};
  std::string id{};
  std::string supervisor_path{};
  fauxtp::pid supervisor{};
};
child_target child_of(const nlohmann::json& request, const running_tree& tree);

/// The path of what was meant, with the application's name.
std::string full_path(const std::string& path, const running_tree& tree);
/// There is none: with the nearest word, if one is near.
[[noreturn]] void no_such(const std::string& what, const std::string& wanted,
                          const std::vector<std::string>& known);
