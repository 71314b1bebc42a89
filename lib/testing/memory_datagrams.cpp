// Datagrams in memory, which may be lost, come twice, or overtake each other.
#include "testing/memory_datagrams.hpp"

#include <algorithm>
#include <cerrno>
#include <random>
#include <utility>

namespace fauxtp::testing {

using runtime::time_point;

constexpr std::size_t longest = 65'507;  // that IPv4 has

memory_datagrams::memory_datagrams(std::shared_ptr<memory_state> state, io::address at)
    : in_memory(state->guard), state_(std::move(state)), at_(std::move(at)) {
  state_->sockets.emplace(at_, this);
  ++state_->open;
}

memory_datagrams::~memory_datagrams() {
  const std::lock_guard lock(state_->guard);
  state_->sockets.erase(at_);
  --state_->open;
}

int memory_datagrams::send(std::span<const std::byte> datagram, const io::address& to) noexcept {
  if (datagram.size() > longest) return EMSGSIZE;
  const std::lock_guard lock(state_->guard);
  const io::address from = seen_by(to);
  const network_link& how = state_->link_between(from, to);
  if (how.refusal != 0) return how.refusal;
  memory_datagrams* const receiver = state_->socket(to);
  if (receiver == nullptr || how.cut) return 0;  // nobody tells
  const auto happens = [&](double chance) {
    return chance > 0 && std::bernoulli_distribution(chance)(state_->dice);
  };
  if (happens(how.loss)) return 0;
  for (int copies = happens(how.twice) ? 2 : 1; copies > 0; --copies) {
    receiver->take({from, {datagram.begin(), datagram.end()}}, how, now_here());
  }
  return 0;
}

void memory_datagrams::take(datagram arriving, const network_link& how, time_point now) {
  if (size_ + arriving.bytes.size() > how.capacity) return;  // it is lost
  duration way = how.delay;
  if (how.jitter > duration::zero()) {
    way +=
        duration(std::uniform_int_distribution<duration::rep>(0, how.jitter.count())(state_->dice));
  }
  size_ += arriving.bytes.size();
  queue_.emplace(runtime::deadline_after(now, way), std::move(arriving));
  changed();
}

runtime::io_result memory_datagrams::receive(std::span<std::byte> to, io::address& from) {
  const std::lock_guard lock(state_->guard);
  const auto first = queue_.begin();
  if (first == queue_.end() || first->first > now_here()) return {0, EAGAIN};
  const datagram come = std::move(first->second);
  queue_.erase(first);
  size_ -= come.bytes.size();
  from = come.from;
  std::copy_n(come.bytes.begin(), std::min(to.size(), come.bytes.size()), to.begin());
  return {come.bytes.size(), 0};
}

memory_source::state memory_datagrams::look(time_point now) const {
  const time_point first = queue_.empty() ? never : queue_.begin()->first;
  return {{.readable = first <= now, .writable = true}, first <= now ? never : first};
}

// Who receives at all addresses sends from one of them.
io::address memory_datagrams::seen_by(const io::address& receiver) const {
  if (at_.host() == "0.0.0.0") return {"127.0.0.1", at_.port()};
  if (at_.host() != "::") return at_;
  return {receiver.is_ipv6() ? "::1" : "127.0.0.1", at_.port()};
}

}  // namespace fauxtp::testing
