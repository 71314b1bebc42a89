// Puts the environment into a document: ${VAR} in its texts.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "application/document.hpp"

namespace fauxtp {

/// What a variable is set to; nothing if it is not.
using variable_lookup = std::function<std::optional<std::string>(const std::string& name)>;

/// The process's own environment.
std::optional<std::string> environment_variable(const std::string& name);

/// Replaces, in every text of the document that is a value:
///
///     ${VAR}           by the variable; an error if it is not set
///     ${VAR:-default}  by the default if it is not set, or empty
///     ${VAR:?message}  the same, but an error with that message
///     $$               by one $
///
/// A `$` before anything else stays. A default, and a message, may have variables of their own, and
/// braces in pairs; they are looked at only if they are needed. What replaces a whole text may be
/// read as another kind, where one is wanted or anything goes: "${THREADS:-0}" is a number, and
/// "${VERSION@text:-1.10}" is none. Places stay those of the file. What is wrong goes to the document's diagnostics; such a text stays as it is.
void put_in_variables(document& target, const variable_lookup& look_up);

/// A variable that is a number, or true or false, as that; nothing for any other node.
std::optional<json_node> scalar_of_variable(const json_node& node);

}  // namespace fauxtp
