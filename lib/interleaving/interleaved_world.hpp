#pragma once

#include <memory>

#include "interleaving/turn_taker.hpp"
#include "runtime/world.hpp"

namespace fauxtp::interleaving {

/// The same world, but the threads of its node take turns. None of its actors may wait for a
/// descriptor of the machine: std::system_error with ENOTSUP.
runtime::world interleaved(runtime::world other, std::shared_ptr<turn_taker> turns);

}  // namespace fauxtp::interleaving
