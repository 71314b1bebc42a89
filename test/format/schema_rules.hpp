// The parts of the schema that the tables of keys do not have.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

/// Definitions of durations and other values, and what tells the kinds of children apart.
nlohmann::ordered_json kinds_of_values();

/// What the loader checks beyond single keys of an object of this form, as members of its schema.
nlohmann::ordered_json rules_between_keys(std::string_view form);
