#pragma once

#include <concepts>
#include <source_location>
#include <type_traits>
#include <utility>

#include "fauxtp/call.hpp"
#include "fauxtp/pattern.hpp"
#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {
namespace detail {

template <class Handler>
using request_of =
    std::remove_cvref_t<typename nth<0, typename function_type<Handler>::parameters>::type>;

template <class Request>
bool is_request(const term& request) {
  if constexpr (std::same_as<Request, term>) {
    return true;
  } else {
    return request.is<Request>();
  }
}
template <class Request>
Request take_request(term&& request) {
  if constexpr (std::same_as<Request, term>) {
    return std::move(request);
  } else {
    return std::move(request).template as<Request>();
  }
}

}  // namespace detail

/// Clauses of a receive for what `cast` and `call` send, in an actor that is no gen_server: one
/// that waits for several things in several places of its code.
///
/// ```cpp file=test/examples/on_request.cpp region=till
/// struct sell {
///   std::string article;
/// };
/// struct takings {
///   using reply = int;
/// };
///
/// void till() {
///   int sold = 0;
///   for (;;) {
///     receive(on_cast([&](const sell&) { ++sold; }), on_call([&](takings, from) { return sold; }));
///   }
/// }
/// ```
///
/// The handler takes the request, by value or as a constant reference; a `term` stands for any. The
/// handler of a call takes `from`, too. What it returns is the reply; if it returns nothing, it
/// replies itself, by `reply(from, …)`, now or later. Where several requests are all that an actor
/// does, a gen_server is shorter, answers sys.hpp, and refuses what it does not know.
template <class Handler>
auto on_cast(Handler handler, std::source_location where = std::source_location::current()) {
  using request = detail::request_of<Handler>;
  return on(
      fauxtp::where([](const detail::cast_message& message) {
        return detail::is_request<request>(message.request);
      }),
      [handler = std::move(handler)](detail::cast_message&& message) mutable {
        return handler(detail::take_request<request>(std::move(message.request)));
      },
      where);
}

/// See on_cast.
template <class Handler>
auto on_call(Handler handler, std::source_location where = std::source_location::current()) {
  using request = detail::request_of<Handler>;
  return on(
      fauxtp::where([](const detail::call_message& message) {
        return detail::is_request<request>(message.request);
      }),
      [handler = std::move(handler)](detail::call_message&& message) mutable {
        const from client = message.client;
        request asked = detail::take_request<request>(std::move(message.request));
        if constexpr (std::is_void_v<decltype(handler(std::move(asked), client))>) {
          handler(std::move(asked), client);
        } else {
          reply(client, handler(std::move(asked), client));
        }
      },
      where);
}

}  // namespace fauxtp
#pragma GCC visibility pop
