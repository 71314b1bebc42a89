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
/// "reply of db at indexer.cpp:41"; without `whom` if that is empty, without a place if line is 0.
std::string wait_text(const std::string& what, const std::string& whom,
                      const std::filesystem::path& file, unsigned line);
/// "call of db at indexer.cpp:41, 3 s"; empty if it does not wait.
std::string waiting_text(const nlohmann::json& actor);
/// "waiting"; of who hibernates, that.
std::string state_text(const nlohmann::json& actor);

/// Sorted, most first where it is a number.
nlohmann::json arranged(nlohmann::json actors, const std::string& sort);
/// What the answer to `ps` does not have, as a sentence; empty if it has all.
std::string missing_text(const nlohmann::json& answer);

/// The actors that a running application has told of, as lines of a table; the first is its head.
std::vector<std::string> actor_table(const nlohmann::json& actors);
