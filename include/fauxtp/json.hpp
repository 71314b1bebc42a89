#pragma once

#include <nlohmann/json_fwd.hpp>

#include "fauxtp/term.hpp"

// The one public header that needs nlohmann/json; nothing else includes it.

#pragma GCC visibility push(default)
namespace fauxtp {

/// How deeply arrays and objects may be nested; the same as in an application's file.
inline constexpr int deepest_json = 100;

/// JSON as a term: null becomes nil, an array a list, an object a map. Throws bad_term for an
/// integer above the largest std::int64_t, and for a value that is nested deeper than deepest_json.
///
/// ```cpp file=test/examples/json.cpp region=json
/// const auto text = R"({"name": "tea", "prices": [2, 2.5], "sold": true})";
/// const term order = to_term(nlohmann::json::parse(text));
/// const std::string name = order.get<std::string>("name");
/// const nlohmann::json back = to_json(order);
/// ```
term to_term(const nlohmann::json& value);

/// A term as JSON: tuples and lists become arrays; pids, references and binaries become texts.
/// Throws bad_term for a boxed C++ object, which has no JSON form, and for a term that is nested
/// deeper than deepest_json.
nlohmann::json to_json(const term& value);

}  // namespace fauxtp
#pragma GCC visibility pop
