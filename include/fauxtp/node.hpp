#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "fauxtp/duration.hpp"
#include "fauxtp/log.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp::runtime {
class disk;
class network;
}  // namespace fauxtp::runtime

namespace fauxtp {

struct trace_event;

namespace detail {
class local_node;
}

/// Further worker threads, for the actors that ask for them by name (`scheduler` of spawn_options,
/// start_options and child_spec), and for the actors that these spawn. They are for actors that
/// hold their thread for long, in calls to a database or in a computation, and would hold up other
/// actors. An actor that does so here is not reported. A single function that blocks needs no
/// actor: see blocking.
struct scheduler {
  std::string name;
  std::size_t threads = 1;
};

/// How a node is made. Every field has a usable default.
struct node_options {
  /// Worker threads; 0: one for each processor that this process may use, but no more than its
  /// control groups (`cpu.max`) give it time for.
  std::size_t workers = 0;
  std::vector<scheduler> schedulers{};
  /// Stack of an actor that asks for no other size, in bytes (rounded up to a power of two, guard
  /// included). Only pages that were touched use memory.
  std::size_t stack_size = 64 * 1024;
  /// The most threads for blocking(f).
  std::size_t blocking_threads = 16;
  /// How long leaving the node's scope may take, by the real clock. An actor that never waits
  /// cannot be ended: it is named on standard error, and the process aborts.
  duration shutdown_timeout = std::chrono::seconds(10);
  /// Where reports go; called on workers' threads, by several of them at once. Default: a line on
  /// stderr, written by a thread of its own (see log_queue). The last report has the label
  /// `process/end`: the process ends when the function returns, or two seconds later.
  std::function<void(const report&)> log{};
  /// An actor that lets no other actor run for this long, by the real clock, is reported with its
  /// stack (`actor/stalled`). If it computes, its thread is interrupted for a moment by SIGURG, so
  /// that its stack can be seen; an actor that waits in a system call is not disturbed.
  duration stall_after = infinity;
  /// The log has a line when an actor that says nothing else (mailbox_limit::queue_alarm) has this
  /// many messages, and twice, four times, … as many; 0: none. OTP's nearest is the event
  /// long_message_queue of system_monitor.
  std::size_t queue_alarm = 1000;
  /// Reports that are less important than this are not made. (OTP's default is notice.)
  severity log_level = severity::debug;
  /// Called for each message that an actor of the node receives or sends, on the actor's worker; it
  /// must not wait. A text is made of each message. For tests; see trace.hpp for single actors.
  std::function<void(const trace_event&)> trace{};
  /// A value that all actors of the node can read (app_env.hpp); null: nil.
  std::shared_ptr<const term> env{};
  /// What the node decides by chance (the jitter of restart delays) follows from this number; each
  /// of its workers has a series of its own. With a seed, the pids of actors that are made and end
  /// in the same order come in the same order, too. 0: another number each time.
  std::uint64_t seed = 0;
  /// Through which its actors reach others; null: the sockets of this machine. For tests, see
  /// testing_network.hpp.
  std::shared_ptr<runtime::network> network{};
  /// On which its actors have files; null: the file system of this machine. For tests, see
  /// testing_disk.hpp.
  std::shared_ptr<runtime::disk> disk{};
  /// One of its threads runs at a time, and where they meet, this number decides which one goes on:
  /// the same number leads to the same order. For tests, see testing.hpp. 0: all run at once.
  std::uint64_t interleaving = 0;
  /// Time stands still until the testing kit moves it.
  bool manual_clock = false;
  /// Actors may be placed on the calling thread too, and `workers` counts this thread. For tests.
  bool caller_works = false;
  /// Actors that are spawned are placed on all workers in turn, instead of on their maker's. For
  /// tests.
  bool spread_spawns = false;
};

/// Owns actors: they run while the node lives, and leaving its scope ends them all.
///
/// ```cpp file=test/examples/node.cpp region=node
/// int greet() {
///   using namespace fauxtp;
///   const node here;  // worker threads, one for each processor; this thread becomes an actor
///   const pid echo = spawn([] {
///     receive(on(tuple(type<pid>, any), [](pid from, std::string text) { send(from, text); }));
///   });
///   send(echo, tuple(self(), "hello"));
///   return receive<std::string>() == "hello" ? 0 : 1;
/// }  // all actors end here
/// ```
///
/// The calling thread becomes an actor of the node for as long as the node lives, so `spawn`,
/// `receive`, `call` and the rest work right away in `main`. While that thread is busy elsewhere,
/// the workers go on; no other actor is placed on it, unless it asks for placement::calling_thread.
///
/// The destructor sends `shutdown` to the actors that the calling thread has made, the last made
/// first; when they have ended, or after half of shutdown_timeout, it kills the actors that are
/// left. The constructor throws std::system_error, and leaves nothing behind, if the system gives
/// it fewer threads than it wants. A thread can have one node at a time (otherwise the constructor
/// throws std::logic_error); several nodes may live in one process and send to each other. A node
/// that is a static object ends when the thread that made it ends: for `main`, when that function
/// has returned.
class node {
 public:
  explicit node(node_options options = {});
  ~node();
  node(const node&) = delete;
  node& operator=(const node&) = delete;

  /// The number of actors alive, the calling thread's included; 0 after the node was left. Any
  /// thread.
  std::size_t actors() const noexcept;
  std::size_t workers() const noexcept;

  /// For the parts of the library that build on this one.
  detail::local_node& core() noexcept { return *core_; }

 private:
  struct thread_end;

  std::unique_ptr<detail::local_node> core_;
};

}  // namespace fauxtp
#pragma GCC visibility pop
