#pragma once

#include <string_view>
#include <utility>

#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// Puts a message into an actor's mailbox: any value that a term can hold, moved.
///
/// Does not wait, and does not say what becomes of the message: a message to an actor that has
/// ended is dropped. (To an actor whose mailbox has a limit, send may wait, or throw: see
/// mailbox_limit.) Messages from one actor to another arrive in the order in which they were sent
/// (O1). Any thread.
///
/// An actor that sends without ever waiting lets other actors run now and then: after some two
/// hundred messages, and the sooner the more of them the receiver has not taken yet. At that point
/// it also ends if it is to end, by an exception as where it waits; but not within a function that
/// is noexcept, such as a destructor: destructors may send. Everything that sends counts: cast,
/// reply, link, monitor, send_after, …
void send(pid to, term message);

/// Sends to the actor that has this name in the node's registry, or to a member that is up of the
/// pool of this name. Throws std::invalid_argument if there is none (O8), and std::logic_error
/// outside an actor.
void send(std::string_view name, term message);

}  // namespace fauxtp
#pragma GCC visibility pop
