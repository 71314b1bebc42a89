#pragma once

#include "behaviour/backoff.hpp"
#include "fauxtp/child_spec.hpp"

namespace fauxtp::detail {

bool is_sound(const restart_delay& delay) noexcept;

}  // namespace fauxtp::detail
