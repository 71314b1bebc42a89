#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "commands.hpp"
#include "fauxtp/duration.hpp"

/// "3 ms", "1.5 s", "2 min".
std::string time_text(double ms);
double milliseconds(fauxtp::duration time);
/// "reply of db at indexer.cpp:41". Without the actor if `whom` is empty, without the place if
/// `line` is 0.
std::string wait_text(const std::string& what, const std::string& whom,
                      const std::filesystem::path& file, unsigned line);
/// "call of db at indexer.cpp:41, 3 s"; empty if the actor does not wait.
std::string waiting_text(const nlohmann::json& actor);
/// "waiting"; "hibernates" or "suspended" if the actor does that.
std::string state_text(const nlohmann::json& actor);

/// Sorts the actors by that key; numbers the largest first.
nlohmann::json arranged(nlohmann::json actors, const std::string& sort);
/// A sentence about what the answer to `ps` lacks; empty if it is complete.
std::string missing_text(const nlohmann::json& answer);

/// The actors as a running application describes them, as lines of a table; the first line is the
/// head.
std::vector<std::string> actor_table(const nlohmann::json& actors);
