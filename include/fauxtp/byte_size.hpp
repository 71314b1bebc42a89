// How many bytes something has.
#pragma once

#include <cstdint>

#pragma GCC visibility push(default)
namespace fauxtp {

/// How many bytes something has or may have. It is for the arguments of an actor (module.hpp): a
/// file writes such an argument with its unit, "64KiB", or as a number of bytes. Units are B, KiB,
/// MiB and GiB; the largest size is 1 048 576 GiB. Everywhere else it is the number of bytes.
///
/// ```cpp file=test/examples/byte_size.cpp region=byte_size
/// struct cache_options {
///   byte_size most{64 << 20};  // "64MiB"
///   byte_size each;            // must be given
/// };
/// ```
struct byte_size {
  std::uint64_t bytes;

  constexpr operator std::uint64_t() const noexcept { return bytes; }  // NOLINT: implicit
};

}  // namespace fauxtp
#pragma GCC visibility pop
