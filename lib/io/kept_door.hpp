#pragma once

#include <optional>
#include <set>

#include "fauxtp/listener.hpp"
#include "fauxtp/pid.hpp"

namespace fauxtp::io {

/// What an acceptor leaves behind when it crashes, for the one that is started in its place.
struct kept_door {
  listener open;
  std::set<pid> served;  ///< actors that have got their connection
};

/// Takes what an actor of this supervisor has left here.
std::optional<kept_door> take_door(pid supervisor, const address& at);
/// Keeps it as long as the supervisor lives; after that, the next acceptor that starts anywhere in
/// the program closes it.
void keep_door(pid supervisor, const address& at, kept_door left);

}  // namespace fauxtp::io
