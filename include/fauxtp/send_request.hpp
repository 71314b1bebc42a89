#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "fauxtp/call.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// The message that the answer to a request becomes after `respond_by_message`.
struct response {
  ref id;  ///< what respond_by_message returned
  term reply{};
  std::optional<exit_reason> failure{};  ///< why there is no reply; nothing if there is one
};

namespace detail {

/// The requests of a collection that have got a reply or failed, in the order in which that
/// happened.
class settled_requests;

/// A moment at which waiting ends, on the node's clock.
class deadline {
 public:
  explicit deadline(duration wait);
  duration left() const;

 private:
  std::chrono::steady_clock::time_point until_;
};

/// A request under way.
class pending {
 public:
  pending(const server_ref& server, term request, std::optional<key_hash> key = {});
  ~pending();
  pending(pending&&) noexcept;
  pending& operator=(pending&&) noexcept;

  /// The reply, or nothing when the time is up. Throws call_error.
  std::optional<term> wait(duration wait);
  call_error timeout() const;
  ref respond_by_message() &&;
  void join(settled_requests& collection, std::size_t number);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

class settled_requests {
 public:
  settled_requests();
  ~settled_requests();
  settled_requests(settled_requests&&) noexcept;
  settled_requests& operator=(settled_requests&&) noexcept;
  /// Waits for the next one, and returns its number. Nothing when the time is up.
  std::optional<std::size_t> next(duration wait);

 private:
  friend class pending;
  struct state;
  std::unique_ptr<state> state_;
};

template <class Reply>
using stored_reply = std::conditional_t<std::is_void_v<Reply>, term, Reply>;

template <class Reply>
stored_reply<Reply> reply_as(term answer) {
  if constexpr (std::is_void_v<Reply>) {
    return answer;
  } else {
    return std::move(answer).template as<Reply>();
  }
}

template <class Request, bool = replied<Request>>
struct reply_of_request {
  using type = typename std::remove_cvref_t<Request>::reply;
};
template <class Request>
struct reply_of_request<Request, false> {
  static_assert(dynamic_request<Request>,
                "fauxtp: this request has no reply type (`using reply = …;`), so it can be cast, "
                "not called");
  using type = term;
};
template <class Request>
using reply_of = typename reply_of_request<Request>::type;

}  // namespace detail

/// A call under way, whose reply is not waited for yet. Dropping it gives up the reply, which then
/// never comes into the mailbox. It belongs to the actor that has sent the request.
template <class Reply>
class request_id {
 public:
  explicit request_id(detail::pending made) : pending_(std::move(made)) {}

 private:
  template <class R>
  friend R receive_response(request_id<R> id, duration wait);
  template <class R>
  friend std::optional<detail::stored_reply<R>> wait_response(request_id<R>& id, duration wait);
  template <class R>
  friend ref respond_by_message(request_id<R> id);
  template <class R, class Label>
  friend class request_collection;

  detail::pending pending_;
};

/// Sends a request and does not wait for the reply yet.
///
/// ```cpp file=test/examples/send_request.cpp region=send_request
/// request_id<double> first = send_request(shops[0], price{"tea"});
/// // ... other work ...
/// const double tea = receive_response(std::move(first), 1s);
///
/// request_collection<double, std::string> all;
/// for (const server_ref& each : shops) all.add(send_request(each, price{"tea"}), to_string(each));
/// double best = tea;
/// while (auto next = all.receive_response(1s)) {  // whichever comes first
///   if (next->ok()) best = std::min(best, *next->reply);
/// }
/// ```
///
/// The server is monitored from now on: if it ends, that is the answer. For one request at a time
/// `call` is simpler, and finds out when two actors wait for each other.
template <class Request>
request_id<detail::reply_of<Request>> send_request(const server_ref& server, Request&& request) {
  std::optional<detail::key_hash> key;
  if constexpr (keyed<Request>) key = detail::hash_of_key(request.pool_key());
  return request_id<detail::reply_of<Request>>(
      detail::pending(server, term(std::forward<Request>(request)), key));
}

/// Waits for the reply. Throws call_error if the server ends or has ended and, with `timeout`, when
/// the time is up; the reply is given up then.
template <class Reply>
Reply receive_response(request_id<Reply> id, duration wait = infinity) {
  std::optional<term> answer = id.pending_.wait(wait);
  if (!answer) throw id.pending_.timeout();
  if constexpr (!std::is_void_v<Reply>) return std::move(*answer).template as<Reply>();
}

/// The same, but when the time is up it returns nothing, and may be called again. It must not be
/// called again after it has returned a reply or thrown.
template <class Reply>
std::optional<detail::stored_reply<Reply>> wait_response(request_id<Reply>& id, duration wait) {
  std::optional<term> answer = id.pending_.wait(wait);
  if (!answer) return std::nullopt;
  return detail::reply_as<Reply>(std::move(*answer));
}

/// The reply if it has come already.
template <class Reply>
std::optional<detail::stored_reply<Reply>> check_response(request_id<Reply>& id) {
  return wait_response(id, duration::zero());
}

/// From now on the answer comes as a `response` message. This is for servers, which wait for other
/// messages meanwhile and take the response in handle_info.
template <class Reply>
ref respond_by_message(request_id<Reply> id) {
  return std::move(id.pending_).respond_by_message();
}

/// Requests whose replies are taken as they come, each with a label that says what the request was
/// for. Finding the next response costs the same however many requests there are.
template <class Reply, class Label = std::size_t>
class request_collection {
 public:
  /// What has become of a request.
  struct response {
    Label label;
    std::optional<detail::stored_reply<Reply>> reply;
    exit_reason failure{};  ///< if there is no reply

    bool ok() const noexcept { return reply.has_value(); }
  };

  void add(request_id<Reply> id, Label label) {
    id.pending_.join(settled_, ++last_);
    under_way_.emplace(last_, entry{std::move(id.pending_), std::move(label)});
  }
  /// How many requests have no response yet.
  std::size_t size() const noexcept { return under_way_.size(); }
  bool empty() const noexcept { return under_way_.empty(); }

  /// Waits for the next response. Returns nothing when no request is left, or when the time is up.
  /// When the time is up, it may be called again, or the rest may be given up by dropping the
  /// collection.
  std::optional<response> wait_response(duration wait = infinity) {
    if (empty()) return std::nullopt;
    const std::optional<std::size_t> number = settled_.next(wait);
    if (!number) return std::nullopt;
    entry settled = std::move(under_way_.extract(*number).mapped());
    response made{std::move(settled.label), std::nullopt};
    try {
      made.reply.emplace(detail::reply_as<Reply>(*settled.pending.wait(infinity)));
    } catch (const call_error& error) {
      made.failure = error.cause();
    }
    return made;
  }
  /// The next response, if it has come already.
  std::optional<response> check_response() { return wait_response(duration::zero()); }
  /// As wait_response, but when the time is up the other requests are given up: the collection is
  /// empty then.
  std::optional<response> receive_response(duration wait = infinity) {
    std::optional<response> next = wait_response(wait);
    if (!next) {
      under_way_.clear();
      settled_ = {};
    }
    return next;
  }

 private:
  struct entry {
    detail::pending pending;
    Label label;
  };
  detail::settled_requests settled_;  // outlives the requests, which report to it
  std::unordered_map<std::size_t, entry> under_way_;
  std::size_t last_ = 0;
};

/// The result of multi_call.
template <class Reply>
struct multi_result {
  std::vector<std::pair<server_ref, detail::stored_reply<Reply>>> replies;
  std::vector<std::pair<server_ref, exit_reason>> failures;  ///< `timeout`, `noproc`, …
};

/// Sends the same request to several servers at the same time, and waits for all replies, at most
/// this long. Replies and failures are each in the order in which they came; servers that did not
/// answer in time stand last among the failures.
template <class Request>
multi_result<detail::reply_of<Request>> multi_call(const std::vector<server_ref>& servers,
                                                   const Request& request,
                                                   duration wait = infinity) {
  using reply = detail::reply_of<Request>;
  const detail::deadline deadline(wait);
  request_collection<reply> all;
  for (std::size_t i = 0; i < servers.size(); ++i) all.add(send_request(servers[i], request), i);
  std::vector<bool> heard_of(servers.size());
  multi_result<reply> result;
  while (auto next = all.wait_response(deadline.left())) {
    heard_of[next->label] = true;
    if (next->ok()) {
      result.replies.emplace_back(servers[next->label], std::move(*next->reply));
    } else {
      result.failures.emplace_back(servers[next->label], std::move(next->failure));
    }
  }
  for (std::size_t i = 0; i < servers.size(); ++i) {
    if (!heard_of[i]) result.failures.emplace_back(servers[i], exit_reason::timeout);
  }
  return result;
}

}  // namespace fauxtp
#pragma GCC visibility pop
