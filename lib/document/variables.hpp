// Puts the environment into a document: ${VAR} in its texts.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "document/document.hpp"

namespace fauxtp {

/// The value of a variable; nothing if it is not set.
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
/// A `$` before any other character stays. A default, and a message, may contain variables and
/// braces in pairs; they are looked at only if they are needed. If a variable is the whole text,
/// its value may be read as another kind where that kind is wanted or any kind will do:
/// "${THREADS:-0}" is a number, and "${VERSION@text:-1.10}" is not. Places stay those of the file.
/// Mistakes go to the document's diagnostics; a text with a mistake stays as it is.
void put_in_variables(document& target, const variable_lookup& look_up);

/// The value of a node that is a variable, if it reads as a number or a boolean; nothing for any
/// other node.
std::optional<json_node> scalar_of_variable(const json_node& node);

}  // namespace fauxtp
