// How often memory was asked for.
#pragma once

#include <cstdint>

namespace bench {

/// Calls of operator new so far, by all threads that exist or have existed.
std::int64_t allocations() noexcept;

}  // namespace bench
