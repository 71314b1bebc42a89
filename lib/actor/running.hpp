#pragma once

#include <random>
#include <string>

#include "fauxtp/term.hpp"

/// What upper rooms ask of the running actor and cannot ask by public functions.
namespace fauxtp::detail {

/// How reports call it.
std::string own_label();
/// For what is decided by chance: it belongs to the actor's worker.
std::mt19937_64& own_dice();
/// The value that all actors of its node can read (node_options::env).
const term& own_env();

}  // namespace fauxtp::detail
