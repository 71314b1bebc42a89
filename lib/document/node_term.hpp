// From JSON to a term.
#pragma once

#include <fauxtp/term.hpp>

#include "document/document.hpp"

namespace fauxtp {

/// The value as a term: an object is a map, an array a list, null is nil.
term to_term(const json_node& node);

}  // namespace fauxtp
