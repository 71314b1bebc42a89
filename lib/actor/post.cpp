// How messages and signals leave for their receivers.
#include "actor/post.hpp"

#include "actor/dead_letter_office.hpp"
#include "actor/limited_mailbox.hpp"
#include "actor/process.hpp"
#include "actor/signals.hpp"

namespace fauxtp::detail {

bool route::ends_meanwhile(pid to) noexcept {
  runtime::interleaver::choice_point();
  return !lives(to);
}

void route::push(std::unique_ptr<signal> sent, runtime::inbox& home) noexcept {
  runtime::interleaver::choice_point();
  if (home.push(sent.get())) {
    static_cast<void>(sent.release());
  } else {
    sent->bounce();
  }
}

void emit_for_the_dead(std::unique_ptr<signal> sent) noexcept {
  const route way(sent->to);
  if (!way.leads_nowhere()) way.carry(std::move(sent));
}

namespace {

[[gnu::always_inline]] inline std::size_t post_on(route way, pid to, term&& content,
                                                  std::size_t (*if_outdated)(pid, term&&)) {
  if (way.ends_here()) {
    way.receiver().accept(*new message(to, std::move(content)));
    return way.receiver().messages().size();
  }
  if (way.is_outdated(to)) [[unlikely]]
    return if_outdated(to, std::move(content));
  way.carry(std::unique_ptr<signal>(new (message::travels{}) message(to, std::move(content))));
  return 0;
}

}  // namespace

std::size_t post_message(pid to, term&& content) {
  const route way(to);
  if (way.leads_nowhere()) return 0;
  return post_on(way, to, std::move(content), &post_message);
}

std::size_t post_counted_message(pid to, term&& content) {
  const route way(to);
  if (way.leads_nowhere()) {
    is_dead_letter(dead_letter_kind::no_actor, running_sender(), to, content);
    return 0;
  }
  if (has_limit(way.slot())) [[unlikely]]
    return post_within_limit(way, to, std::move(content));
  return post_on(way, to, std::move(content), &post_counted_message);
}

bool post_call(pid to, pid watcher, ref monitor, term&& content) {
  const route way(to);
  if (way.leads_nowhere()) {
    is_dead_letter(dead_letter_kind::no_actor, running_sender(), to, content);
    monitor_signal(to, watcher, monitor).bounce();
  } else if (has_limit(way.slot())) [[unlikely]] {
    return post_call_within_limit(way, to, watcher, monitor, std::move(content));
  } else if (way.ends_here()) {
    way.receiver().relations().watched_by(monitor, watcher);
    way.receiver().accept(*new message(to, std::move(content)));
  } else if (way.is_outdated(to)) [[unlikely]] {
    return post_call(to, watcher, monitor, std::move(content));
  } else {
    way.carry(std::make_unique<call_signal>(to, watcher, monitor, std::move(content)));
  }
  return false;
}

void post_system_call(pid to, pid watcher, ref monitor, term&& content) {
  emit<system_call_signal>(to, watcher, monitor, std::move(content));
}

}  // namespace fauxtp::detail
