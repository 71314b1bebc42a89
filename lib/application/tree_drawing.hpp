#pragma once

#include <string>

#include "application/application_spec.hpp"

namespace fauxtp {

/// The tree as lines of text: each child with what it is, and what is not the default.
std::string draw_tree(const application_spec& application, bool unicode);

}  // namespace fauxtp
