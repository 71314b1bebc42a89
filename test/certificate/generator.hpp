#pragma once

#include <cstdint>

#include "scenario.hpp"

namespace certificate {

/// The scenario with this number of this seed; it is always the same.
scenario generate(std::uint64_t seed, std::size_t number);

}  // namespace certificate
