// Links, ports, and what is under way.
#include "testing/memory_state.hpp"

#include <algorithm>
#include <utility>

#include "testing/late_answer.hpp"
#include "testing/memory_source.hpp"

namespace fauxtp::testing {
namespace {

constexpr std::uint16_t first_free_port = 49152;  // RFC 6335: for whoever asks for any

}  // namespace

memory_state::memory_state(std::uint64_t seed) : dice(seed) {}
memory_state::~memory_state() = default;

const network_link* memory_state::own_link_of(const io::address& at) const {
  if (const auto own = links.find(at); own != links.end()) return &own->second;
  if (at.is_path() || at == io::address()) return nullptr;
  const auto of_host = links.find(io::address(at.host(), 0));
  return of_host == links.end() ? nullptr : &of_host->second;
}

const network_link& memory_state::link_to(const io::address& to) const {
  const network_link* own = own_link_of(to);
  return own == nullptr ? all : *own;
}

const network_link& memory_state::link_between(const io::address& from,
                                               const io::address& to) const {
  const network_link* own = own_link_of(to);
  return own == nullptr ? link_to(from) : *own;
}

std::size_t memory_state::taken(const network_link& how, std::size_t size) {
  const std::size_t most = std::min(size, how.most_at_once);
  return how.varies && most > 1 ? 1 + dice() % most : most;
}

runtime::time_point memory_state::arrival(const network_link& how, runtime::time_point now,
                                          int ways) {
  return how.cut ? never : runtime::deadline_after(now, how.delay * ways);
}

bool memory_state::is_taken(const io::address& at) const {
  return doors.contains(at) || sockets.contains(at);
}

std::uint16_t memory_state::free_port(const std::string& host) {
  do {
    last_port = std::max<std::uint16_t>(first_free_port, last_port + 1);
  } while (is_taken(io::address(host, last_port)));
  return last_port;
}

void memory_state::add(const std::shared_ptr<memory_wire>& made) {
  if (wires.size() == wires.capacity()) {
    std::erase_if(wires, [](const auto& each) { return each.expired(); });
    wires.reserve(2 * wires.size() + 16);
  }
  wires.push_back(made);
}

std::vector<std::shared_ptr<memory_wire>> memory_state::existing_wires() const {
  std::vector<std::shared_ptr<memory_wire>> all;
  for (const auto& each : wires) {
    if (auto wire = each.lock()) all.push_back(std::move(wire));
  }
  return all;
}

}  // namespace fauxtp::testing
