// The two names that travel in messages: which actor (pid), and which request (ref).
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>

#pragma GCC visibility push(default)
namespace fauxtp {

/// The name of an actor: eight bytes to copy, compare, hash, print and send.
///
/// ```cpp file=test/examples/pid.cpp region=pid
/// const fauxtp::pid nobody;
/// if (!nobody) out << nobody;  // <0.0.0>
/// ```
///
/// It owns nothing: holding a pid keeps no actor alive. It names one actor for ever: when the slot
/// of an actor that ended is used again, the new actor's pid has another generation.
/// Thread-safety: a value; copies are independent.
/// Differs from OTP: the first number is always 0, and the order is that of slots, not of starts.
class pid {
 public:
  /// The pid of no actor: the only pid that is false.
  constexpr pid() = default;
  constexpr explicit pid(std::uint32_t slot, std::uint32_t generation)
      : slot_(slot), generation_(generation) {}

  constexpr std::uint32_t slot() const { return slot_; }
  constexpr std::uint32_t generation() const { return generation_; }
  constexpr explicit operator bool() const { return slot_ != 0 || generation_ != 0; }

  friend constexpr auto operator<=>(const pid&, const pid&) = default;

 private:
  std::uint32_t slot_ = 0;
  std::uint32_t generation_ = 0;
};

/// A value that no other ref has: it ties a reply to its request.
///
/// `make_ref()` gives a new one; the constructor is for code that counts refs or reads them back.
/// Thread-safety: a value. As in OTP, a ref means nothing to an actor that did not get it.
class ref {
 public:
  /// No reference: the only ref that is false.
  constexpr ref() = default;
  constexpr explicit ref(std::uint64_t value) : value_(value) {}

  constexpr std::uint64_t value() const { return value_; }
  constexpr explicit operator bool() const { return value_ != 0; }

  friend constexpr auto operator<=>(const ref&, const ref&) = default;

 private:
  std::uint64_t value_ = 0;
};

std::string to_string(pid id);  ///< `<0.SLOT.GENERATION>`
std::string to_string(ref id);  ///< `#ref<N>`
std::ostream& operator<<(std::ostream& out, pid id);
std::ostream& operator<<(std::ostream& out, ref id);

}  // namespace fauxtp
#pragma GCC visibility pop

template <>
struct std::hash<fauxtp::pid> {
  std::size_t operator()(fauxtp::pid id) const noexcept {
    return std::hash<std::uint64_t>{}(std::uint64_t{id.generation()} << 32 | id.slot());
  }
};

template <>
struct std::hash<fauxtp::ref> {
  std::size_t operator()(fauxtp::ref id) const noexcept {
    return std::hash<std::uint64_t>{}(id.value());
  }
};
