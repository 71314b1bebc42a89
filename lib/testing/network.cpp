// What a test does with its network.
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "fauxtp/testing_network.hpp"
#include "testing/memory_acceptor.hpp"
#include "testing/memory_network.hpp"
#include "testing/memory_state.hpp"
#include "testing/memory_wire.hpp"

namespace fauxtp::testing {
namespace {

// The guard is locked. What is under way is held or goes on, and all who wait look again.
void links_have_changed(const memory_state& all) {
  for (const auto& wire : all.existing_wires()) {
    wire->follow(all.link_to(wire->addresses[memory_wire::server]), now_here());
    wire->changed();
  }
  for (const auto& [at, each] : all.doors) each->changed();
}

void break_off(memory_wire& wire) noexcept {
  for (memory_channel& way : wire.written) way.break_off(now_here());
  wire.changed();
}

io::address seen_from_here(const io::address& at) {
  if (at.is_path()) return at;
  if (at.host() == "0.0.0.0") return {"127.0.0.1", at.port()};
  return at.host() == "::" ? io::address("::1", at.port()) : at;
}

}  // namespace

network::network(std::uint64_t seed) : state_(std::make_shared<memory_state>(seed)) {}

void network::set(const io::address& to, const network_link& how) {
  const std::lock_guard lock(state_->guard);
  state_->links[to] = how;
  links_have_changed(*state_);
}

void network::set_all(const network_link& how) {
  const std::lock_guard lock(state_->guard);
  state_->all = how;
  links_have_changed(*state_);
}

void network::unset(const io::address& to) {
  const std::lock_guard lock(state_->guard);
  state_->links.erase(to);
  links_have_changed(*state_);
}

network_link network::at(const io::address& to) const {
  const std::lock_guard lock(state_->guard);
  return state_->link_to(to);
}

void network::reset(const io::address& to) {
  const std::lock_guard lock(state_->guard);
  const bool all_ports = !to.is_path() && to.port() == 0;
  for (const auto& wire : state_->existing_wires()) {
    const io::address& at = wire->addresses[memory_wire::server];
    if (at != to && !(all_ports && at.host() == to.host())) continue;
    break_off(*wire);
  }
}

void network::reset(const network_connection& which) {
  const std::lock_guard lock(state_->guard);
  for (const auto& wire : state_->existing_wires()) {
    if (wire->number == which.number) break_off(*wire);
  }
}

void network::silence(const network_connection& which) {
  const std::lock_guard lock(state_->guard);
  for (const auto& wire : state_->existing_wires()) {
    if (wire->number == which.number) wire->fall_silent(now_here());
  }
}

std::vector<network_connection> network::connections() const {
  const std::lock_guard lock(state_->guard);
  std::vector<network_connection> all;
  for (const auto& wire : state_->existing_wires()) {
    all.push_back(
        {wire->addresses[memory_wire::client], wire->addresses[memory_wire::server], wire->number});
  }
  return all;
}

std::vector<io::address> network::addresses() const {
  const std::lock_guard lock(state_->guard);
  std::set<io::address> all;
  for (const auto& [at, door] : state_->doors) all.insert(seen_from_here(at));
  for (const auto& [at, socket] : state_->sockets) all.insert(seen_from_here(at));
  for (const auto& wire : state_->existing_wires()) {
    all.insert(wire->addresses[memory_wire::server]);
  }
  return {all.begin(), all.end()};
}

void network::name(const std::string& host, std::vector<std::string> numbers, duration after) {
  for (const std::string& each : numbers) io::address(each, 0);  // throws if it is none
  const std::lock_guard lock(state_->guard);
  state_->names[host] = {std::move(numbers), after};
}

void network::most_open(std::size_t limit) {
  const std::lock_guard lock(state_->guard);
  state_->most_open = limit;
}

std::size_t network::open() const {
  const std::lock_guard lock(state_->guard);
  return state_->open;
}

std::shared_ptr<runtime::network> network::core() const {
  return std::make_shared<memory_network>(state_);
}

}  // namespace fauxtp::testing
