#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "actor/relation_table.hpp"
#include "fauxtp/exit_reason.hpp"
#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp::detail {

class request;

/// The requests of an actor that have no answer yet, and what becomes of the answers.
class open_requests {
 public:
  /// Makes a message of the answer, or of the failure if there is no answer.
  using to_message = std::function<term(std::optional<term> answer, exit_reason failure)>;

  // Requests that the actor waits for at once: few, found one by one.
  void add(request& waiting) noexcept;
  void remove(request& waiting) noexcept;
  /// The one that was added last, and is waited for now; null if there is none.
  const request* newest() const noexcept { return newest_; }

  // Requests that the actor waits for later: it may have many of these.
  void keep(request& kept);
  void forget(request& kept) noexcept;

  /// A request of either kind; null if there is none.
  request* find(ref id) const noexcept;

  /// The answer to this request, which is no object any more, becomes a message.
  void respond_by(ref id, to_message convert);
  /// Nothing if the answer does not become a message.
  std::optional<to_message> take_responder(ref id) noexcept;

 private:
  struct later {
    relation_table<ref, request*> kept;
    relation_table<ref, to_message> responders;
  };
  later& make_later();

  request* newest_ = nullptr;
  std::unique_ptr<later> later_;  // most actors have none
};

}  // namespace fauxtp::detail
