#pragma once

#include "declaration/application_spec.hpp"

namespace fauxtp {

/// See application::declared().
term declared_tree(const application_spec& application);

}  // namespace fauxtp
