// What the two ends of a connection do.
#include "testing/memory_connection.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace fauxtp::testing {

memory_connection::memory_connection(std::shared_ptr<memory_state> state,
                                     std::shared_ptr<memory_wire> wire, memory_wire::side side)
    : in_memory(state->guard), state_(std::move(state)), wire_(std::move(wire)), side_(side) {
  wire_->ends[side_] = this;
  ++state_->open;
}

// Who closes without having read all lets the other side see a reset, as TCP does.
memory_connection::~memory_connection() {
  const std::lock_guard lock(state_->guard);
  const runtime::time_point now = now_here();
  const runtime::time_point comes = wire_->arrival(how(), now);
  const bool resets = resets_ || in().has_bytes(now);
  resets ? out().reset(comes) : out().end(comes);
  resets ? in().leave_by_reset(comes) : in().leave();
  wire_->ends[side_] = nullptr;
  --state_->open;
  tell_the_other_side();
}

runtime::io_result memory_connection::read(std::span<std::byte> to) noexcept {
  const std::lock_guard lock(state_->guard);
  const runtime::time_point now = now_here();
  if (to.empty()) return {};
  const std::size_t size = std::min(to.size(), std::max<std::size_t>(in().size(), 1));
  const runtime::io_result done = in().read(to.first(state_->taken(how(), size)), now);
  if (done.size > 0) tell_the_other_side();  // that there is room
  return done;
}

runtime::io_result memory_connection::write(
    std::span<const std::span<const std::byte>> pieces) noexcept {
  const std::lock_guard lock(state_->guard);
  const runtime::time_point now = now_here();
  if (const int error = out().refusal(now)) return {0, error};
  std::size_t size = 0;
  for (const auto& each : pieces) size += each.size();
  if (size == 0) return {};
  const network_link& way = how();
  if (out().size() >= way.capacity) return {0, EAGAIN};
  size = state_->taken(way, std::min(size, way.capacity - out().size()));
  const runtime::time_point comes = wire_->arrival(way, now);
  std::size_t left = size;
  for (const auto& each : pieces) {
    const auto part = each.first(std::min(each.size(), left));
    out().write(part, comes);
    left -= part.size();
  }
  tell_the_other_side();
  return {size, 0};
}

int memory_connection::connected() noexcept {
  const std::lock_guard lock(state_->guard);
  return is_made(now_here()) ? wire_->answered->error : EINPROGRESS;
}

int memory_connection::end_writing() noexcept {
  const std::lock_guard lock(state_->guard);
  out().end(wire_->arrival(how(), now_here()));
  tell_the_other_side();
  return 0;
}

std::string memory_connection::name() const {
  const io::address of = peer() == io::address() ? local() : peer();
  return "socket " + to_string(of);
}

memory_source::state memory_connection::look(runtime::time_point now) const {
  if (!is_made(now)) return {{}, wire_->answered ? wire_->answered->comes : never};
  const bool has_room = out().size() < how().capacity;
  return {{.readable = in().is_readable(now), .writable = has_room || out().refusal(now) != 0},
          std::min(in().next_for_reader(now), out().next_for_writer(now))};
}

// An end that was accepted is, although the client does not know it yet.
bool memory_connection::is_made(runtime::time_point now) const noexcept {
  return side_ == memory_wire::server || wire_->is_answered(now);
}

void memory_connection::tell_the_other_side() noexcept {
  if (auto* there = wire_->ends[memory_wire::other(side_)]) there->changed();
}

}  // namespace fauxtp::testing
