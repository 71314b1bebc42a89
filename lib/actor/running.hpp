#pragma once

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "actor/supervised_child.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"

/// What upper rooms ask of the running actor and cannot ask by public functions.
namespace fauxtp::detail {

/// How reports call it.
std::string own_label();
/// For what is decided by chance: it belongs to the actor's worker.
std::mt19937_64& own_dice();
/// The child that is watched by this monitor belongs to the running actor, a supervisor. If the
/// supervisor is killed, the child hears of it, and is among its orphans. `patience`: how long it
/// may take to end then.
void supervises(ref monitor, pid child, duration patience);
/// The children that this supervisor has left when it was killed; they are told to one who asks.
std::vector<supervised_child> take_orphans(pid supervisor);
/// The value that all actors of its node can read (node_options::env). The reference stays good
/// when it is changed.
const term& own_env();
void change_env(std::shared_ptr<const term> next);
/// The running actor is among those who are to hear of changes, until it ends.
void watch_own_env();
std::vector<pid> watchers_of_env();

}  // namespace fauxtp::detail
