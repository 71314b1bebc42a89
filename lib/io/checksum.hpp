#pragma once

#include <cstdint>
#include <string_view>

namespace fauxtp::io {

/// CRC-32C (Castagnoli) of these bytes, after those of which `before` is the checksum.
std::uint32_t checksum(std::string_view bytes, std::uint32_t before = 0) noexcept;

}  // namespace fauxtp::io
