#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <concepts>
#include <exception>
#include <memory>
#include <type_traits>
#include <utility>

#include "fauxtp/ask.hpp"
#include "fauxtp/exit_reason.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

namespace detail {

template <class Reply>
struct signature_of_ask {
  using type = void(std::exception_ptr, Reply);
};
template <>
struct signature_of_ask<void> {
  using type = void(std::exception_ptr);
};

/// Brings the answer to the handler's executor, which has work until then. If the node ends before
/// there is one, the handler learns that.
template <class Reply, class Handler>
class answer_for {
 public:
  answer_for(pid server, Handler handler)
      : server_(server),
        handler_(std::move(handler)),
        work_(boost::asio::make_work_guard(boost::asio::get_associated_executor(handler_))) {}
  answer_for(const answer_for&) = delete;
  answer_for& operator=(const answer_for&) = delete;
  ~answer_for() {
    if (!is_given_) give({}, std::make_exception_ptr(call_error(node_is_gone(), server_, {})));
  }

  void give(term&& answer, std::exception_ptr failure) {
    is_given_ = true;
    boost::asio::post(work_.get_executor(), [handler = std::move(handler_),
                                             answer = std::move(answer), failure]() mutable {
      if constexpr (std::is_void_v<Reply>) {
        std::move(handler)(failure);
      } else if constexpr (std::is_same_v<Reply, term>) {
        std::move(handler)(failure, std::move(answer));
      } else {
        Reply reply{};
        try {
          if (failure == nullptr) reply = std::move(answer).template as<Reply>();
        } catch (...) {  // it is of another type
          failure = std::current_exception();
        }
        std::move(handler)(failure, std::move(reply));
      }
    });
  }

 private:
  static exit_reason node_is_gone() { return exit_reason("the node has ended"); }

  const pid server_;
  Handler handler_;
  boost::asio::executor_work_guard<boost::asio::associated_executor_t<Handler>> work_;
  bool is_given_ = false;
};

}  // namespace detail

/// As `ask` (ask.hpp), for programs that use Boost.Asio: instead of a future it has a completion
/// token, a callback `(std::exception_ptr, Reply)` or anything else that Asio takes:
/// `use_awaitable`, `use_future`.
///
/// ```cpp file=test/examples/async_ask.cpp region=async_ask
/// async_ask(server, add{.amount = 5},
///           boost::asio::bind_executor(loop, [&](std::exception_ptr failure, int sum) {
///             if (failure == nullptr) total = sum;
///           }));
/// loop.run();  // until the answer is there
/// ```
///
/// The callback runs on its associated executor, never within this call. Its exception is what
/// `call` would throw, or null. The reply must have a default, which it gets if there is an
/// exception. This header is not part of fauxtp.hpp, because it needs Boost's headers.
template <class Request, class Token>
auto async_ask(pid server, Request&& request, Token&& token, duration wait = call_timeout) {
  using reply = detail::reply_of<Request>;
  return boost::asio::async_initiate<Token, typename detail::signature_of_ask<reply>::type>(
      [server, wait](auto handler, term asked) {
        const auto answer = std::make_shared<detail::answer_for<reply, decltype(handler)>>(
            server, std::move(handler));
        detail::ask_term(server, std::move(asked), wait,
                         [answer](term&& given, std::exception_ptr failure) {
                           answer->give(std::move(given), failure);
                         });
      },
      token, term(std::forward<Request>(request)));
}

}  // namespace fauxtp
#pragma GCC visibility pop
