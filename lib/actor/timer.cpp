// Messages that are sent later.
#include "fauxtp/timer.hpp"

#include "actor/node_core.hpp"
#include "fauxtp/send.hpp"

namespace fauxtp {
namespace detail {

void delayed_message::expired() noexcept {
  send(to, std::move(content));
  owner.erase(id);
}

namespace {

std::optional<duration> cancel_on(runtime::worker& home, delayed_messages& armed, ref id) {
  const auto found = armed.find(id);
  if (found == armed.end()) return std::nullopt;
  const duration left = found->second->deadline() - home.time().now();
  home.timers().cancel(*found->second);
  armed.erase(found);
  return std::max(left, duration::zero());
}

}  // namespace
}  // namespace detail

timer_ref send_after(duration wait, pid to, term message) {
  detail::process& own = detail::process::current();
  runtime::worker& home = own.home();
  detail::delayed_messages& armed = own.node().delayed(home);
  const ref id = make_ref();
  auto made = std::make_unique<detail::delayed_message>(armed, id, to, std::move(message));
  home.timers().arm(*made, runtime::deadline_after(home.time().now(), wait));
  armed.emplace(id, std::move(made));
  return {id, home.index()};
}

std::optional<duration> cancel_timer(timer_ref timer) {
  detail::process& own = detail::process::current();
  detail::node_core& node = own.node();
  if (timer.worker >= node.pool().size()) return std::nullopt;
  runtime::worker& home = node.pool().at(timer.worker);
  if (&home == &own.home()) return detail::cancel_on(home, node.delayed(home), timer.id);
  auto left = std::make_shared<std::optional<duration>>();
  detail::on_worker(home, [left, &home, &node, id = timer.id] {
    *left = detail::cancel_on(home, node.delayed(home), id);
  });
  return *left;
}

}  // namespace fauxtp
