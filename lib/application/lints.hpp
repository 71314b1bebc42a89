// What an application's file may say, but can hardly mean.
#pragma once

#include "application/application_loader.hpp"

namespace fauxtp {

/// Adds a warning for each:
///
/// - W202 a supervisor is killed before its children have had the time that they are given;
/// - W203 the same for the whole tree and runtime.shutdown_timeout;
/// - W204 a child that may take longer to stop than the `period` in which restarts that stop it are
///   counted;
/// - W205 an auto_shutdown without a significant child;
/// - W206 a name in args whose owner starts later;
/// - W210 a supervisor that is killed at once, with all its children;
/// - W211 a child that is never restarted, but has a restart_delay.
void lint(loaded_application& application);

}  // namespace fauxtp
