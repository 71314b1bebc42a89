#pragma once

#include <memory>
#include <utility>

#include "fauxtp/spawn.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// For actors of a class, in init, in `run` or in a server's handler: when that function has
/// returned, the actor gives its stack back, and gets one again when a message comes. An actor that
/// waits without a stack costs its object and some 400 bytes instead of at least a page.
///
/// ```cpp file=test/examples/hibernate.cpp region=server
/// class archive : public gen_server<archive, calls<lookup>> {
///  public:
///   std::string handle_call(lookup request, from) {
///     hibernate();  // it is asked a few times a day
///     return titles_[request.number];
///   }
/// ```
///
/// If a message lies in the mailbox already, nothing happens. Not for actors that work all the
/// time: to hibernate and to wake up costs more than a wait, some hundred nanoseconds. A signal
/// that ends the actor wakes it, too; links, monitors, timers and names stay as they are. Each call
/// is good for one message: call it again in each handler, or see gen_server's `hibernate_after`. A
/// server that has a `timeout_after` does not hibernate: it waits as usual. Throws std::logic_error
/// outside an actor. Differs from OTP: nothing is collected, as there is no garbage.
void hibernate();

/// For an actor that waits for long within a function, such as a connection that has nothing to do
/// now: gives those pages of its stack back that lie below where it is. An actor keeps all pages
/// that it has ever touched, otherwise. It costs a system call, and each page that is needed again
/// a fault, so call it after some time of waiting. Throws std::logic_error outside an actor.
///
/// ```cpp file=test/examples/hibernate.cpp region=trim
/// std::string next_word() {
///   if (auto word = receive<std::string>(1s)) return *word;
///   trim_stack();  // what was done with the word before may have needed much
///   return receive<std::string>();
/// }
/// ```
void trim_stack();

namespace detail {

/// Unwinds the stack of an actor that is to go on with another function.
struct hibernation {
  std::unique_ptr<body> next;
};

}  // namespace detail

/// For actors that are a function: unwinds the stack, and the actor goes on with the function
/// `next` when a message comes, or at once if one is there. What the old function held is gone; the
/// new function must hold what is still needed.
///
/// ```cpp file=test/examples/hibernate.cpp region=function
/// void lamp(bool lit) {
///   receive(on("switch", [&] { lit = !lit; }),
///           on(tuple("lit", type<pid>), [&](pid asker) { send(asker, lit); }));
///   hibernate([lit] { lamp(lit); });
/// }
/// ```
///
/// In an actor of a class it throws std::logic_error, because there it would end the object.
template <class Function>
[[noreturn]] void hibernate(Function&& next) {
  throw detail::hibernation{detail::make_body(std::forward<Function>(next))};
}

}  // namespace fauxtp
#pragma GCC visibility pop
