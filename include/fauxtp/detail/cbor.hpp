// CBOR (RFC 8949), as far as what is kept in files needs it.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#pragma GCC visibility push(default)
namespace fauxtp::detail {

/// Thrown when what is read is not what was expected there; `what()` says both.
class unreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  ~unreadable() override;
};

/// The kinds of values, as the first three bits of each say them.
enum class cbor_kind : unsigned char { whole, negative, bytes, text, array, map, tag, other };

/// Stands in place of a value that has no number.
inline constexpr std::uint64_t cbor_false = 20, cbor_true = 21, cbor_null = 22;

/// Values as bytes, at the end of a text.
class cbor_writer {
 public:
  explicit cbor_writer(std::string& to) : to_(to) {}

  /// A value without content, or what comes before a content: its size, or the number of values.
  void head(cbor_kind kind, std::uint64_t number) {
    const auto first = static_cast<unsigned char>(static_cast<unsigned>(kind) << 5);
    if (number < 24) return byte(first + number);
    if (number <= 0xff) return big_endian<1>(first + 24, number);
    if (number <= 0xffff) return big_endian<2>(first + 25, number);
    if (number <= 0xffff'ffff) return big_endian<4>(first + 26, number);
    big_endian<8>(first + 27, number);
  }
  void whole(std::int64_t number) {
    if (number >= 0) return head(cbor_kind::whole, static_cast<std::uint64_t>(number));
    head(cbor_kind::negative, ~static_cast<std::uint64_t>(number));
  }
  void real(double number) { big_endian<8>(0xfb, std::bit_cast<std::uint64_t>(number)); }
  void text(std::string_view text) {
    head(cbor_kind::text, text.size());
    to_.append(text);
  }
  void bytes(std::string_view bytes) {
    head(cbor_kind::bytes, bytes.size());
    to_.append(bytes);
  }
  void boolean(bool value) { head(cbor_kind::other, value ? cbor_true : cbor_false); }
  void null() { head(cbor_kind::other, cbor_null); }

 private:
  void byte(std::uint64_t value) { to_.push_back(static_cast<char>(value)); }
  template <int Size>
  void big_endian(unsigned first, std::uint64_t value) {
    std::array<char, Size + 1> all;
    all[0] = static_cast<char>(first);
    for (int i = 0; i < Size; ++i) all[i + 1] = static_cast<char>(value >> (8 * (Size - 1 - i)));
    to_.append(all.data(), all.size());
  }

  std::string& to_;
};

/// Reads values one after the other. Throws unreadable, also for all that cbor_writer does not
/// write: lengths that are not told before, numbers of 16 and 32 bits with a point.
class cbor_reader {
 public:
  explicit cbor_reader(std::string_view from) : at_(from.data()), end_(from.data() + from.size()) {}

  bool at_end() const noexcept { return at_ == end_; }

  struct value {
    cbor_kind kind;
    std::uint64_t number;
    bool is_real = false;
  };
  /// The head of the next value; its content comes next.
  value head() {
    const unsigned first = byte();
    const auto kind = static_cast<cbor_kind>(first >> 5);
    const unsigned info = first & 31;
    if (info < 24) return {kind, info};
    if (info == 27) return {kind, big_endian<8>(), kind == cbor_kind::other};
    if (kind == cbor_kind::other || info > 27) refuse("a value of a form that is not kept here");
    if (info == 24) return {kind, byte()};
    return {kind, info == 25 ? big_endian<2>() : big_endian<4>()};
  }
  /// The same, without going on.
  value next() {
    const char* before = at_;
    const value found = head();
    at_ = before;
    return found;
  }
  /// The number of a head that must be of this kind.
  std::uint64_t head_of(cbor_kind kind, const char* wanted) {
    const value found = head();
    if (found.kind != kind) refuse_for(wanted, found);
    return found.number;
  }
  /// The number of values that come next, each of which has one byte at least.
  std::uint64_t count_of(cbor_kind kind, const char* wanted) {
    const std::uint64_t count = head_of(kind, wanted);
    if (count > static_cast<std::uint64_t>(end_ - at_)) refuse("the end of what is kept");
    return count;
  }
  std::string_view content(cbor_kind kind, const char* wanted) {
    const std::uint64_t size = count_of(kind, wanted);
    const std::string_view found(at_, size);
    at_ += size;
    return found;
  }
  std::string_view text() { return content(cbor_kind::text, "a text"); }
  bool takes_null() {
    if (at_ == end_ || static_cast<unsigned char>(*at_) != 0xe0 + cbor_null) return false;
    ++at_;
    return true;
  }
  /// Goes behind the next value, however deep it is.
  void skip();

  [[noreturn]] void refuse_for(const char* wanted, const value& found) const;
  [[noreturn]] static void refuse(const char* found);

 private:
  unsigned byte() {
    if (at_ == end_) refuse("the end of what is kept");
    return static_cast<unsigned char>(*at_++);
  }
  template <int Size>
  std::uint64_t big_endian() {
    if (end_ - at_ < Size) refuse("the end of what is kept");
    std::uint64_t all = 0;
    for (int i = 0; i < Size; ++i) all = all << 8 | static_cast<unsigned char>(at_[i]);
    at_ += Size;
    return all;
  }

  const char* at_;
  const char* end_;
};

}  // namespace fauxtp::detail
#pragma GCC visibility pop
