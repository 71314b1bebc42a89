// The args of children, and what their actors declare.
#pragma once

#include "application/application_data.hpp"

namespace fauxtp {

/// Where an actor declares its arguments, complains of arguments that it does not have, that are
/// missing, or that are of another kind. A variable becomes a value of the kind that is wanted. The
/// template of a simple_one_for_one supervisor may leave out arguments, which start_child gives.
void check_arguments(detail::application_data& application);

}  // namespace fauxtp
