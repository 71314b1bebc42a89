#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "fauxtp/detail/activity.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/mailbox_limit.hpp"
#include "fauxtp/pid.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

class term;

/// Where an actor is placed. It stays there for life.
enum class placement : unsigned char {
  automatic,  ///< a spawned actor goes to its maker's worker, a started one to the next in turn
  here,       ///< on the maker's worker: cheapest to talk to
  spread,     ///< the next worker in turn
  /// On the thread that has made the node; the actors that it spawns are placed there, too. It runs
  /// while that thread waits, whatever the workers do. For an actor that looks after others, such
  /// as a console.
  calling_thread
};

/// How many bytes of a label are kept; the rest is left out.
inline constexpr std::size_t longest_label = 1024;

/// What can be chosen for an actor when it is made.
struct spawn_options {
  std::size_t stack_size = 0;  ///< bytes; 0: the node's stack_size
  placement place = placement::automatic;
  /// The name of one of node_options::schedulers, which decides instead of `place`; empty: none.
  /// spawn throws std::invalid_argument if the node has no scheduler of that name.
  std::string scheduler{};
  std::string label{};      ///< how reports call it; 1 KiB of it is kept; default: its name or pid
  bool link = false;        ///< to its maker, besides any other relation
  mailbox_limit mailbox{};  ///< default: none
  /// Called when the actor has ended, on its fiber, before any other actor is told. It must not
  /// wait; what it throws is reported.
  std::function<void(pid, const exit_reason&)> on_exit{};
  /// The actor looks at others, as a console does, and so do the actors that it spawns.
  /// process_info has this, so that a program that shows a node's actors can leave them out.
  bool observer = false;
  /// The actor's calls keep the deadline of the call that it serves; see deadline.hpp.
  bool deadlines = false;
  /// A gen_server that traps exits obeys its parent's order to end before the messages that lie in
  /// its mailbox, however many these are. Otherwise it comes to the order in its turn, as in OTP.
  bool prioritize_stop = false;
  /// What instance() answers in this actor.
  std::size_t instance = 0;
  /// How many of the messages that the actor has taken last, and of the answers that it has got,
  /// the report of its crash has: see report::capsule. 0: none are kept. Keeping one takes about a
  /// microsecond.
  std::size_t capsule = 0;
};

/// The running actor. Throws std::logic_error outside an actor.
pid self();
/// The number of the running actor among those that are alike: one of `"instances": 4` in a file,
/// or a member of a pool. The first is 1, as in the ids and the names of such children ("store-1");
/// a restarted child has the number of the one before. 0 if the actor is not one of several. It is
/// there from the actor's first moment, so a constructor may use it.
///
/// ```cpp file=test/examples/pool.cpp region=instance
/// store() : file_("orders-" + std::to_string(instance()) + ".db") {}
/// ```
std::size_t instance();
/// Whether the calling code runs in an actor.
bool in_actor() noexcept;
/// A reference that is unique in this process. Any thread.
ref make_ref();
/// Whether the actor has not ended. The answer true may be old by the time it is read. Any thread.
bool is_alive(pid actor) noexcept;

namespace detail {

/// What an actor runs.
class body {
 public:
  virtual ~body() = default;
  virtual void run() = 0;
  /// Empty if it cannot tell.
  virtual activity doing() const { return {}; }
  /// What it shows of its state, for the report of a crash; nil if it shows none.
  virtual term state();
};

template <class Function>
class function_body final : public body {
 public:
  explicit function_body(Function function) : function_(std::move(function)) {}
  void run() override { function_(); }

 private:
  Function function_;
};

template <class Function, class... Args>
std::unique_ptr<body> make_body(Function&& function, Args&&... args) {
  static_assert(std::is_invocable_v<std::decay_t<Function>, std::decay_t<Args>...>,
                "fauxtp: the function to spawn cannot be called with these arguments");
  auto bound = [function = std::forward<Function>(function),
                args = std::tuple<std::decay_t<Args>...>(std::forward<Args>(args)...)]() mutable {
    std::apply(std::move(function), std::move(args));
  };
  return std::make_unique<function_body<decltype(bound)>>(std::move(bound));
}

enum class relation : unsigned char { none, link, monitor, child };
struct spawned {
  pid actor;
  ref monitor;
};
spawned spawn_body(std::unique_ptr<body> body, relation to_maker, spawn_options options,
                   monitor_options watching = {});

}  // namespace detail

/// Makes an actor that runs a function with (copies of) the arguments and ends with `normal` when
/// it returns. An exception that leaves the function ends this actor only, with an `error`.
///
/// ```cpp file=test/examples/spawn.cpp region=spawn
/// const pid parent = self();
/// spawn([](pid to, int n) { send(to, tuple("square", n * n)); }, parent, 12);
/// const int square = receive(on(tuple("square", any), [](int value) { return value; }));
/// ```
///
/// Returns at once; use `start` when the maker must know that the actor is ready. Throws
/// std::logic_error outside an actor, and std::bad_alloc.
template <class Function, class... Args>
pid spawn(Function&& function, Args&&... args) {
  return detail::spawn_body(
             detail::make_body(std::forward<Function>(function), std::forward<Args>(args)...),
             detail::relation::none, {})
      .actor;
}

template <class Function, class... Args>
pid spawn(spawn_options options, Function&& function, Args&&... args) {
  return detail::spawn_body(
             detail::make_body(std::forward<Function>(function), std::forward<Args>(args)...),
             detail::relation::none, std::move(options))
      .actor;
}

/// `spawn` and `link` in one: there is no moment at which only one of them has happened.
template <class Function, class... Args>
pid spawn_link(Function&& function, Args&&... args) {
  return detail::spawn_body(
             detail::make_body(std::forward<Function>(function), std::forward<Args>(args)...),
             detail::relation::link, {})
      .actor;
}

template <class Function, class... Args>
pid spawn_link(spawn_options options, Function&& function, Args&&... args) {
  return detail::spawn_body(
             detail::make_body(std::forward<Function>(function), std::forward<Args>(args)...),
             detail::relation::link, std::move(options))
      .actor;
}

/// An actor and the reference under which its `down` will come.
struct monitored {
  pid actor;
  ref monitor;
};

/// `spawn` and `monitor` in one; with `spawn_options{.link = true}` also `link`. Like any other
/// monitor, this one may have an alias and a tag.
///
/// ```cpp file=test/examples/spawn.cpp region=spawn_monitor
/// const auto work = [] { stop(exit_reason("done")); };
/// const monitored made = spawn_monitor({.label = "worker"}, {.tag = "work"}, work);
/// const down end = receive(on(tuple("work", type<down>), [](down end) { return end; }));
/// ```
template <class Function, class... Args>
monitored spawn_monitor(Function&& function, Args&&... args) {
  const detail::spawned made = detail::spawn_body(
      detail::make_body(std::forward<Function>(function), std::forward<Args>(args)...),
      detail::relation::monitor, {});
  return {made.actor, made.monitor};
}

template <class Function, class... Args>
monitored spawn_monitor(spawn_options options, Function&& function, Args&&... args) {
  const detail::spawned made = detail::spawn_body(
      detail::make_body(std::forward<Function>(function), std::forward<Args>(args)...),
      detail::relation::monitor, std::move(options));
  return {made.actor, made.monitor};
}

template <class Function, class... Args>
monitored spawn_monitor(spawn_options options, monitor_options watching, Function&& function,
                        Args&&... args) {
  const detail::spawned made = detail::spawn_body(
      detail::make_body(std::forward<Function>(function), std::forward<Args>(args)...),
      detail::relation::monitor, std::move(options), std::move(watching));
  return {made.actor, made.monitor};
}

/// Makes an actor that does not outlive the running one (the seed's `start_soon_child`): when the
/// running actor ends, for whatever reason, its children are killed, the last made first, and the
/// running actor is gone only when they are. The end of a child does not disturb its parent.
template <class Function, class... Args>
pid spawn_child(Function&& function, Args&&... args) {
  return detail::spawn_body(
             detail::make_body(std::forward<Function>(function), std::forward<Args>(args)...),
             detail::relation::child, {})
      .actor;
}

template <class Function, class... Args>
pid spawn_child(spawn_options options, Function&& function, Args&&... args) {
  return detail::spawn_body(
             detail::make_body(std::forward<Function>(function), std::forward<Args>(args)...),
             detail::relation::child, std::move(options))
      .actor;
}

/// The running actor's children, the first made first (the seed's `children`).
std::vector<pid> children();

/// Ends the running actor with this reason, by unwinding its stack.
[[noreturn]] void stop(exit_reason reason = exit_reason::normal);

/// Lets the other actors on this worker run. For actors that compute for long: no actor is
/// pre-empted.
void yield();

}  // namespace fauxtp
#pragma GCC visibility pop
