#pragma once

#include <cstdint>

#include "scenario.hpp"

namespace certificate {

/// Scenario `number` of this seed: always the same one.
scenario generate(std::uint64_t seed, std::size_t number);

}  // namespace certificate
