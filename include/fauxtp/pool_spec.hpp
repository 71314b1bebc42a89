#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)
namespace fauxtp {

/// Which member of a pool a request goes to, of those that are up.
enum class routing : unsigned char {
  /// The member with the fewest open calls: those that came by the pool's name and whose callers
  /// still wait. Of a pool of more than eight, eight members are looked at, other ones each time.
  /// Casts and messages are not counted, since nobody knows when they are done.
  least_loaded,
  round_robin,  ///< one member after the other
  /// The same member for the same key, as long as the pool has the same size. When a member is
  /// down, its keys wait for it; nobody else gets them.
  by_key
};

/// What becomes of a call while all members that it could go to are down.
enum class when_all_fail : unsigned char {
  wait,  ///< it waits, within its own time limit and deadline, until one is up
  fail   ///< it fails at once, with `noproc`
};

std::string_view to_string(routing how) noexcept;
std::string_view to_string(when_all_fail what) noexcept;

/// A pool as data; see pool.hpp.
///
/// ```cpp file=test/examples/pool.cpp region=spec
/// const pool_spec stores{.name = "stores", .size = 4};
/// ```
struct pool_spec {
  std::string name{};    ///< where calls go; no actor may have it
  std::size_t size = 1;  ///< how many members it has when all are up; their numbers begin with 1
  /// Default: least_loaded, which is right for members that answer at different speeds, and does no
  /// harm where they do not.
  routing route = routing::least_loaded;
  /// Default: wait. Members that restart are back after a moment, and a call has a time limit.
  fauxtp::when_all_fail when_all_fail = fauxtp::when_all_fail::wait;

  friend bool operator==(const pool_spec&, const pool_spec&) = default;
};

}  // namespace fauxtp
#pragma GCC visibility pop
