#pragma once

#include <random>
#include <string>

/// What upper rooms ask of the running actor and cannot ask by public functions.
namespace fauxtp::detail {

/// How reports call it.
std::string own_label();
/// For what is decided by chance: it belongs to the actor's worker.
std::mt19937_64& own_dice();

}  // namespace fauxtp::detail
