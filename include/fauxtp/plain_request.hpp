#pragma once

#include <source_location>
#include <stdexcept>
#include <string>

#include "fauxtp/call.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// Thrown when a server has no handler for a request of data; `what()` says which handlers it has.
class not_understood : public std::runtime_error {
 public:
  not_understood(const server_ref& server, const std::string& why);
  ~not_understood() override;
};

/// `call` and `cast` with requests that are data, as JSON is (see to_term): for consoles, and for
/// other callers that have no C++ type at hand.
///
/// ```cpp file=test/examples/plain_request.cpp region=plain_request
/// struct add {
///   using reply = int;
///   int amount;
/// };
/// class sum : public gen_server<sum, calls<add>> {
///  public:
///   int handle_call(add request, from) { return total_ += request.amount; }
///
///  private:
///   int total_ = 0;
/// };
///
/// std::string try_it(pid sum) {
///   const term total = call_plain(sum, list_of("add", 5));  // handle_call(add{.amount = 5})
///   try {
///     call_plain(sum, "pop");
///   } catch (const not_understood& error) {  // the server goes on
///     return error.what();                   // … does not understand "pop"; it handles: …
///   }
///   return to_string(total);
/// }
/// ```
///
/// A typed request is written as a list of its type's name, with or without namespaces, and of its
/// fields in order; a request without fields may be written as the name alone. Fields are numbers,
/// booleans, texts, terms, and optionals, vectors, maps by text, pairs, tuples and structs of
/// those; a request whose struct has anything else (or more than 16 fields) cannot be written in
/// this way. Any other request goes to the server's handlers for terms, if it has them. The reply
/// is data, too: structs become tuples, and a value that has no such form becomes a text.
///
/// Both functions throw not_understood, and do not crash the server, if it has no handler; they
/// throw call_error as `call` does. Both wait until the server, in its turn, has looked up the
/// request; a cast is on its way then. They are for gen_servers: for other actors the cause of the
/// call_error is `not_a_server`.
term call_plain(const server_ref& server, term request, duration wait = call_timeout,
                const std::source_location& where = std::source_location::current());
void cast_plain(const server_ref& server, term request, duration wait = call_timeout);

}  // namespace fauxtp
#pragma GCC visibility pop
