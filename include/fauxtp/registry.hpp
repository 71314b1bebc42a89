#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fauxtp/pid.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

namespace detail {
class registry_state;
}

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
/// Copies are the same registry. Any thread.
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
  std::shared_ptr<detail::registry_state> state_;
};

// The same in the registry of the running actor's node. They throw std::logic_error outside an
// actor.
bool register_name(std::string_view name, pid actor);
bool unregister_name(std::string_view name);
pid whereis(std::string_view name);
std::vector<std::string> registered();

}  // namespace fauxtp
#pragma GCC visibility pop
