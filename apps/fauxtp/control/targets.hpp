#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "control/requests.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/process_info.hpp"

// Which actor or child a request means. These functions throw request_error.

/// A text that the request must have.
std::string text_of(const nlohmann::json& request, const char* key);
/// How long the request may take; 5 s if it does not say.
fauxtp::duration patience_of(const nlohmann::json& request);

/// If a worker does not react to a look within this time, an actor holds it.
inline constexpr std::chrono::milliseconds longest_look{500};

/// The actor that is the request's `target`: a registered name, a path (which may leave out the
/// application), or a pid. This works with any number of actors: names are looked up in the
/// registry, and paths are followed from supervisor to supervisor. Where a supervisor is busy, and
/// for actors that no supervisor has started, the workers are searched for an actor with that path.
/// The runner's own actors are not found.
fauxtp::pid target_of(const nlohmann::json& request, const running_tree& tree);
/// The same for a request that the target is to answer: it may be a pool, too, which chooses the
/// member, unless it does so by a key.
fauxtp::server_ref receiver_of(const nlohmann::json& request, const running_tree& tree);
/// The name by which reports call an actor: its path, if it has one.
std::string label_of(fauxtp::pid actor);
/// The path of the actor that is the request's `target`. If the actor ends while it is looked for,
/// what the request says is taken as its path: it may just be restarted.
std::string path_of_target(const nlohmann::json& request, const running_tree& tree);
/// The root supervisor; an empty pid if it has not begun.
fauxtp::pid root_of(const running_tree& tree);
/// Whether the actor belongs to the runner and not to the application.
bool is_own(const fauxtp::process_info& actor, const running_tree& tree);

/// A child, found by its path, by its registered name (even if it does not run), or by its pid.
struct child_target {
  std::string path{};
  std::string id{};
  std::string supervisor_path{};
  fauxtp::pid supervisor{};
};
child_target child_of(const nlohmann::json& request, const running_tree& tree);

/// The path that was meant, with the application's name.
std::string full_path(const std::string& path, const running_tree& tree);
/// Throws that there is none, and says which of the known words is nearest, if one is near.
[[noreturn]] void no_such(const std::string& what, const std::string& wanted,
                          const std::vector<std::string>& known);
