#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

/// Whether this stream gets colours. `wanted` is "always", "never" or "auto": then it does on a
/// terminal, unless NO_COLOR or TERM=dumb says otherwise.
bool wants_colour(std::string_view wanted, int stream);

/// Whether this stream is a terminal that shows more than ASCII.
bool shows_unicode(int stream);

/// Prints to standard output, on lines of its own, without anything that a terminal obeys.
void print_json(const nlohmann::json& shown, int indent = -1);
void print_json(const nlohmann::ordered_json& shown, int indent = -1);

/// "1 worker", "2 workers".
std::string counted(std::size_t number, const std::string& noun);
