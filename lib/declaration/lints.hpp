// What an application's file may say, but its author can hardly mean.
#pragma once

#include "declaration/application_loader.hpp"

namespace fauxtp {

/// Adds a warning for each of these:
///
/// - W202: a supervisor is killed before its children have had the time that they are given;
/// - W203: the same for the whole tree and runtime.shutdown_timeout;
/// - W204: a child may take longer to stop than the `period` in which the restarts that stop it are
///   counted;
/// - W205: a supervisor has auto_shutdown, but no significant child;
/// - W206: args name an actor that starts later;
/// - W210: a supervisor is killed at once, with all its children;
/// - W211: a child has a restart_delay, but is never restarted.
void lint(loaded_application& application);

}  // namespace fauxtp
