#pragma once

#include <memory>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "fauxtp/duration.hpp"
#include "fauxtp/pid.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

class registry;
namespace detail {
class registry_state;
registry_state& state_of(const registry& names) noexcept;
}  // namespace detail

/// Names for actors. A name ends with its actor: when a `down` or an exit signal tells of the
/// actor's end, the name is free already (O7).
///
/// ```cpp file=test/examples/registry.cpp region=registry
/// const pid clerk = spawn([] { receive(on("done", [] {})); });
/// register_name("clerk", clerk);
/// send("clerk", "done");
///
/// registry others;  // names that nobody else sees
/// others.register_name("boss", self());
/// ```
///
/// Each node has one, which the free functions below use; make further ones to keep names apart.
/// Copies are the same registry. Any thread. A pool (pool.hpp) has a name here, too, that no actor
/// can have; it is no actor, so whereis() does not find it and registered() does not list it.
class registry {
 public:
  registry();

  /// False if the name is taken, if the actor has ended, or if the actor has a name here already
  /// (O8).
  bool register_name(std::string_view name, pid actor);
  /// False if no actor has the name.
  bool unregister_name(std::string_view name);
  /// An empty pid if no actor has the name.
  pid whereis(std::string_view name) const;
  /// Empty if the actor has no name here.
  std::string name_of(pid actor) const;
  /// All names, sorted.
  std::vector<std::string> registered() const;

  friend bool operator==(const registry&, const registry&) = default;

 private:
  friend detail::registry_state& detail::state_of(const registry& names) noexcept;

  std::shared_ptr<detail::registry_state> state_;
};

// The same in the registry of the running actor's node. They throw std::logic_error outside an
// actor.
bool register_name(std::string_view name, pid actor);
bool unregister_name(std::string_view name);
pid whereis(std::string_view name);
std::vector<std::string> registered();

/// The actor that has the name in the registry of the running actor's node; if nobody has it yet,
/// waits until somebody gets it. An empty pid when the time is up.
///
/// ```cpp file=test/examples/registry.cpp region=wait_for_name
/// if (!wait_for_name("counter", std::chrono::seconds(5))) stop(exit_reason(term("no counter")));
/// send("counter", "done");
/// ```
///
/// A server gets its name before its init, so a call may still wait for that. In a tree, say by the
/// order of children who must be there before whom; this is for those who cannot: who lives in
/// another branch, or comes back after a crash. OTP has this for global names only (global(3)).
pid wait_for_name(std::string_view name, duration wait,
                  const std::source_location& where = std::source_location::current());

/// The message that when_up() brings.
struct name_up {
  ref request;  ///< what when_up returned
  std::string name;
  pid actor;
};

/// The running actor is sent a name_up once, as soon as an actor has the name; at once, if one has
/// it. For those who take other messages meanwhile.
ref when_up(std::string_view name);

}  // namespace fauxtp
#pragma GCC visibility pop
