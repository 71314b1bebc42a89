// Making actors.
#include "fauxtp/spawn.hpp"

#include <atomic>

#include "actor/local_node.hpp"
#include "actor/wait_graph.hpp"
#include "runtime/interleaver.hpp"

namespace fauxtp {
namespace detail {

spawned spawn_body(std::unique_ptr<body> body, relation to_maker, spawn_options options,
                   monitor_options watching) {
  return launch_body(std::move(body), to_maker, std::move(options), {},
                     to_maker == relation::monitor, std::move(watching));
}

spawned launch_body(std::unique_ptr<body> body, relation to_maker, spawn_options&& options,
                    ref start_request, bool monitored, monitor_options watching) {
  process& maker = process::current();
  maker.check_exit();
  local_node& node = maker.node();
  runtime::worker& home = node.place(maker, options, static_cast<bool>(start_request));
  const bool linked = to_maker == relation::link || options.link;
  const bool observes = options.observer || maker.is_observer();
  std::unique_ptr<process> made(new (home)
                                    process(node, home, std::move(body), std::move(options)));
  made->observes(observes);
  const pid id = made->id();
  ref monitor;
  if (monitored) {
    monitor = make_ref();
    maker.relations().watching(monitor, id, {}, std::move(watching));
    made->relations().watched_by(monitor, maker.id());
  }
  if (linked) {
    maker.relations().links.add(id);
    made->relations().links.add(maker.id());
  }
  if (to_maker == relation::child) made->child_number(maker.relations().adopt_child(id));
  const bool starts_monitored = start_request && monitored;  // as OTP's start_monitor
  if (linked || to_maker == relation::child || starts_monitored) made->parent(maker.id());
  if (start_request) {
    made->starter(maker.id(), start_request);
    begin_wait(maker.slot(), id, start_request);
  }
  node.launch(std::move(made), maker);
  return {id, monitor};
}

term body::state() { return {}; }

}  // namespace detail

pid self() { return detail::process::current().id(); }
std::size_t instance() { return detail::process::current().instance(); }
bool in_actor() noexcept { return detail::process::current_or_null() != nullptr; }
bool is_alive(pid actor) noexcept {
  runtime::interleaver::choice_point();
  return detail::lives(actor);
}

ref make_ref() {
  static std::atomic<std::uint64_t> outside{0};
  runtime::worker* here = runtime::worker::current();
  if (here == nullptr) return ref(++outside);
  return ref(here->next_number());
}

std::vector<pid> children() { return detail::process::current().relations().children(); }

void stop(exit_reason reason) { throw actor_exit(std::move(reason)); }

void yield() {
  detail::process& own = detail::process::current();
  own.check_exit();
  own.home().yield();
  own.check_exit();
}

}  // namespace fauxtp
