#pragma once

#include "fauxtp/child_spec.hpp"

namespace fauxtp::detail {

bool is_sound(const restart_delay& delay) noexcept;

/// How long a restart waits if it follows this number of ends in a row; `chance`, from -1 to 1,
/// chooses within the jitter.
duration wait_of(const restart_delay& delay, unsigned ends_in_a_row, double chance);

}  // namespace fauxtp::detail
