// From JSON text to a document.
#pragma once

#include "document/document.hpp"

namespace fauxtp {

/// Parses `target.source` into `target.root` and `target.diagnostics`.
void build_document(document& target);

}  // namespace fauxtp
