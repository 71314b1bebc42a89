#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "control/requests.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/process_info.hpp"

// What requests say of whom they mean. These throw request_error.

/// A text that the request must have.
std::string text_of(const nlohmann::json& request, const char* key);
/// How long it may take; 5 s if it does not say.
fauxtp::duration patience_of(const nlohmann::json& request);

/// A worker that does nothing about a look for so long is held by one actor.
inline constexpr std::chrono::milliseconds longest_look{500};

/// Its `target`: by registered name, path (which may leave out the application), or pid. However many
/// actors there are: names are looked up in the registry, and paths are followed from supervisor to
/// supervisor. Where one is busy, and for actors that no supervisor has started, the workers are
/// searched for who is called so. The runner's own actors are not found.
fauxtp::pid target_of(const nlohmann::json& request, const running_tree& tree);
/// How reports call an actor.
std::string label_of(fauxtp::pid actor);
/// The root supervisor; nobody if it has not begun.
fauxtp::pid root_of(const running_tree& tree);
/// Whether it belongs to the runner and not to the application.
bool is_own(const fauxtp::process_info& actor, const running_tree& tree);

/// A child by its path, by its registered name though it may not run, or by its pid.
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
