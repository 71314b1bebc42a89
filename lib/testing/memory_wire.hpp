#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "fauxtp/address.hpp"
#include "runtime/clock.hpp"
#include "testing/memory_channel.hpp"
#include "testing/memory_source.hpp"

namespace fauxtp::testing {

struct network_link;

/// A connection between two ends, from the attempt to make it on. It is guarded by the network.
struct memory_wire {
  /// The end that has connected, and the one that was accepted.
  enum side : unsigned char { client, server };
  static side other(side which) noexcept { return which == client ? server : client; }

  /// What the client learns of its attempt: 0 or an errno.
  struct answer {
    runtime::time_point comes;
    int error;
  };

  bool is_answered(runtime::time_point now) const noexcept {
    return answered && answered->comes <= now;
  }
  /// Both sides look at what they wait for.
  void changed() noexcept {
    for (memory_source* each : ends) {
      if (each != nullptr) each->changed();
    }
  }
  /// When what is sent now arrives, or comes back (2).
  runtime::time_point arrival(const network_link& how, runtime::time_point now,
                              int ways = 1) const noexcept;
  /// When its link may have been cut, or be whole again.
  void follow(const network_link& how, runtime::time_point now) noexcept;
  /// Nothing arrives any more.
  void fall_silent(runtime::time_point now) noexcept;

  std::array<io::address, 2> addresses;   // by the side that has it
  std::array<memory_channel, 2> written;  // by the side that writes
  std::uint64_t number = 0;               // of all wires of the network
  bool is_cut = false;                    // its link
  bool is_silent = false;                 // for ever
  std::array<memory_source*, 2> ends{};   // null: closed, or not accepted yet
  runtime::time_point arrives = never;    // the attempt, at the listener
  std::optional<answer> answered;         // none: the listener has no room for it

 private:
  void hold(runtime::time_point now) noexcept;
};

}  // namespace fauxtp::testing
