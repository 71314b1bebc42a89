// The args of children, and what their actors declare.
#pragma once

#include "application/application_data.hpp"

namespace fauxtp {

/// Complains of arguments that the child's actor does not have, that are missing, or that are
/// something else, where the actor declares them. A text that is a variable becomes what is wanted
/// there. The template of a simple_one_for_one supervisor may leave out what start_child gives.
void check_arguments(detail::application_data& application);

}  // namespace fauxtp
