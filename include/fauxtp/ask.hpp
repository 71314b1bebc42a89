#pragma once

#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <type_traits>
#include <utility>

#include "fauxtp/call.hpp"
#include "fauxtp/duration.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/send_request.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

namespace detail {
/// `done` gets the reply, or else why there is none; it is called once, on a worker, or is
/// destroyed without a call.
void ask_term(pid server, term request, duration wait,
              std::function<void(term&& answer, std::exception_ptr failure)> done);
}  // namespace detail

/// Calls a server from a thread that is no actor: from a program that has threads of its own, and a
/// tree of actors beside them.
///
/// ```cpp file=test/examples/ask.cpp region=ask
/// std::future<int> sum = ask(server, add{.amount = 5});
/// // the thread does something else meanwhile
/// const int total = sum.get();
/// ```
///
/// An actor that is made for it makes the call, so all is as with `call`: the time, and what
/// happens when the server ends. `get()` throws what `call` would throw, or std::future_error
/// (broken_promise) if the node ends meanwhile. Any thread may call this. An actor should `call`:
/// if it waited for a future, it would hold up its worker. If the server has ended before, the
/// future says so, and not this function.
template <class Request>
auto ask(pid server, Request&& request, duration wait = call_timeout)
    -> std::future<detail::reply_of<Request>> {
  using reply = detail::reply_of<Request>;
  const auto promise = std::make_shared<std::promise<reply>>();
  std::future<reply> future = promise->get_future();
  detail::ask_term(server, term(std::forward<Request>(request)), wait,
                   [promise](term&& answer, std::exception_ptr failure) {
                     if (failure != nullptr) return promise->set_exception(failure);
                     if constexpr (std::is_void_v<reply>) {
                       promise->set_value();
                     } else if constexpr (std::is_same_v<reply, term>) {
                       promise->set_value(std::move(answer));
                     } else {
                       try {
                         promise->set_value(std::move(answer).template as<reply>());
                       } catch (...) {  // it is of another type
                         promise->set_exception(std::current_exception());
                       }
                     }
                   });
  return future;
}

}  // namespace fauxtp
#pragma GCC visibility pop
