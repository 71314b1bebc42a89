// Connecting, listening and looking for names in memory.
#include "testing/memory_network.hpp"

#include <netdb.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "runtime/worker.hpp"
#include "testing/late_answer.hpp"
#include "testing/memory_acceptor.hpp"
#include "testing/memory_connection.hpp"
#include "testing/memory_datagrams.hpp"

namespace fauxtp::testing {
namespace {

// A socket in the file system that nobody listens at is not there.
int error_of_nobody(const io::address& at) {
  return at.is_path() && at.host().front() != '@' ? ENOENT : ECONNREFUSED;
}

bool is_number(const std::string& host) {
  try {
    return io::address(host, 0).host() == host;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

memory_state::named known_of(const memory_state& state, const std::string& host) {
  if (const auto own = state.names.find(host); own != state.names.end()) return own->second;
  if (host == "localhost") return {.numbers = {"::1", "127.0.0.1"}};
  if (is_number(host)) return {.numbers = {host}};
  return {};
}

}  // namespace

runtime::connecting memory_network::connect(const io::address& to) {
  const std::lock_guard lock(state_->guard);
  if (state_->open >= state_->most_open) return {nullptr, EMFILE};
  const runtime::time_point now = now_here();
  const network_link& how = state_->link_to(to);
  memory_acceptor* const door = state_->door(to);
  const int nobody = door == nullptr ? error_of_nobody(to) : 0;
  const int error = how.refusal != 0 ? how.refusal : nobody;
  const bool at_once = memory_state::arrival(how, now, 2) <= now;
  if (error != 0 && at_once) return {nullptr, error};
  // A socket in the file system does not wait for room.
  if (error == 0 && to.is_path() && door->is_full()) return {nullptr, EAGAIN};

  auto wire = std::make_shared<memory_wire>();
  wire->number = ++state_->last_wire;
  wire->is_cut = how.cut;
  wire->addresses[memory_wire::server] = to;
  if (!to.is_path()) {
    const std::string own = to.is_ipv6() ? "::1" : "127.0.0.1";
    wire->addresses[memory_wire::client] = io::address(own, state_->free_port(own));
  }
  state_->add(wire);
  auto made = std::make_unique<memory_connection>(state_, wire, memory_wire::client);
  if (error != 0) {
    wire->answered = {memory_state::arrival(how, now, 2), error};
  } else {
    door->take(wire, now);
  }
  return {std::move(made), wire->is_answered(now) ? 0 : EINPROGRESS};
}

std::unique_ptr<runtime::acceptor> memory_network::listen(const io::address& at, int backlog) {
  const std::lock_guard lock(state_->guard);
  const auto fail = [](int error) { throw std::system_error(error, std::system_category()); };
  if (state_->open >= state_->most_open) fail(EMFILE);
  io::address here = at;
  if (!at.is_path() && at.port() == 0) here = io::address(at.host(), state_->free_port(at.host()));
  if (state_->doors.contains(here)) fail(EADDRINUSE);
  return std::make_unique<memory_acceptor>(state_, here, backlog);
}

std::unique_ptr<runtime::datagrams> memory_network::open(const io::address& at) {
  const std::lock_guard lock(state_->guard);
  const auto fail = [](int error) { throw std::system_error(error, std::system_category()); };
  if (at.is_path()) fail(EAFNOSUPPORT);
  if (state_->open >= state_->most_open) fail(EMFILE);
  const io::address here =
      at.port() == 0 ? io::address(at.host(), state_->free_port(at.host())) : at;
  if (state_->sockets.contains(here)) fail(EADDRINUSE);
  return std::make_unique<memory_datagrams>(state_, here);
}

void memory_network::resolve(const std::string& host, std::uint16_t port,
                             runtime::executor& /*blocking*/,
                             std::function<void(runtime::resolved)> tell) {
  std::unique_lock lock(state_->guard);
  const memory_state::named known = known_of(*state_, host);
  runtime::resolved found;
  for (const std::string& each : known.numbers) found.addresses.emplace_back(each, port);
  if (found.addresses.empty()) found.error = gai_strerror(EAI_NONAME);
  if (known.after == duration::zero()) {
    lock.unlock();
    return tell(std::move(found));
  }
  const runtime::time_point comes = runtime::deadline_after(now_here(), known.after);
  if (comes == never) return;
  const auto& late = state_->answers.emplace_back(
      std::make_unique<late_answer>(std::move(tell), std::move(found)));
  runtime::worker::current()->timers().arm(*late, comes);
}

}  // namespace fauxtp::testing
