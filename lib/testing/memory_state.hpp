#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "fauxtp/testing_network.hpp"
#include "runtime/clock.hpp"
#include "runtime/interleaved_mutex.hpp"

namespace fauxtp::testing {

class late_answer;
class memory_acceptor;
class memory_datagrams;
struct memory_wire;

/// What all parts of a network know. The guard is locked by whoever uses the rest.
struct memory_state {
  explicit memory_state(std::uint64_t seed);
  ~memory_state();

  const network_link& link_to(const io::address& to) const;
  /// The way of a datagram, whichever of the two has a link of its own.
  const network_link& link_between(const io::address& from, const io::address& to) const;
  /// How many of so many bytes a read or a write takes.
  std::size_t taken(const network_link& how, std::size_t size);
  /// When what is sent now arrives, or comes back (2).
  static runtime::time_point arrival(const network_link& how, runtime::time_point now,
                                     int ways = 1);
  /// Who listens there, or null.
  memory_acceptor* door(const io::address& at) const { return found_at(doors, at); }
  /// Who receives datagrams there, or null.
  memory_datagrams* socket(const io::address& at) const { return found_at(sockets, at); }
  bool is_taken(const io::address& at) const;
  std::uint16_t free_port(const std::string& host);
  void add(const std::shared_ptr<memory_wire>& made);
  std::vector<std::shared_ptr<memory_wire>> existing_wires() const;

  struct named {
    std::vector<std::string> numbers;
    duration after{};
  };

  // Who has it tells workers to look.
  runtime::interleaved_mutex guard;
  std::mt19937_64 dice;
  network_link all;
  std::map<io::address, network_link> links;
  std::map<std::string, named> names;
  std::map<io::address, memory_acceptor*> doors;
  std::map<io::address, memory_datagrams*> sockets;
  std::vector<std::weak_ptr<memory_wire>> wires;  // in the order in which they were made
  std::vector<std::unique_ptr<late_answer>> answers;
  std::size_t open = 0;
  std::size_t most_open = std::numeric_limits<std::size_t>::max();
  std::uint16_t last_port = 0;
  std::uint64_t last_wire = 0;

 private:
  const network_link* own_link_of(const io::address& at) const;
  /// Who is there, or at all addresses of that port; or null.
  template <class Place>
  static Place* found_at(const std::map<io::address, Place*>& all, const io::address& at) {
    if (const auto own = all.find(at); own != all.end()) return own->second;
    if (at.is_path()) return nullptr;
    const auto any = all.find(io::address(at.is_ipv6() ? "::" : "0.0.0.0", at.port()));
    return any == all.end() ? nullptr : any->second;
  }
};

}  // namespace fauxtp::testing
