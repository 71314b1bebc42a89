#pragma once

#include <chrono>

#include "fauxtp/listener.hpp"

namespace fauxtp::io {

// Who cannot accept a connection because the process has no descriptor left, or the system no
// memory, must wait, since the connection stays there. When one is free again, nothing tells.

bool is_shortage(int error) noexcept;
void tell_of_shortage(const listener& where, int error);
inline constexpr std::chrono::milliseconds until_one_may_be_free{100};

}  // namespace fauxtp::io
