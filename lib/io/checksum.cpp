// CRC-32C, eight bytes at a time. (Boost.CRC goes byte by byte: a journal would be read at less
// than half the speed.)
#include "io/checksum.hpp"

#include <array>
#include <bit>
#include <cstring>

namespace fauxtp::io {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::uint32_t polynomial = 0x82f6'3b78;  // with its bits turned round

/// table[n][b]: what the byte b does to the checksum when n more bytes have come after it.
constexpr auto table = [] {
  std::array<std::array<std::uint32_t, 256>, 8> made{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t sum = byte;
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ ((sum & 1) != 0 ? polynomial : 0);
    made[0][byte] = sum;
  }
  for (std::size_t after = 1; after < 8; ++after) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t sum = made[after - 1][byte];
      made[after][byte] = (sum >> 8) ^ made[0][sum & 0xff];
    }
  }
  return made;
}();

}  // namespace

std::uint32_t checksum(std::string_view bytes, std::uint32_t before) noexcept {
  std::uint32_t sum = ~before;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 8; left -= 8, at += 8) {
    std::uint64_t next;
    std::memcpy(&next, at, 8);
    next ^= sum;
    sum = table[7][next & 0xff] ^ table[6][next >> 8 & 0xff] ^ table[5][next >> 16 & 0xff] ^
          table[4][next >> 24 & 0xff] ^ table[3][next >> 32 & 0xff] ^ table[2][next >> 40 & 0xff] ^
          table[1][next >> 48 & 0xff] ^ table[0][next >> 56];
  }
  for (; left > 0; --left, ++at) {
    sum = (sum >> 8) ^ table[0][(sum ^ static_cast<unsigned char>(*at)) & 0xff];
  }
  return ~sum;
}

}  // namespace fauxtp::io
