// The requests of an actor that have no answer yet.
#include "actor/open_requests.hpp"

#include "actor/request.hpp"

namespace fauxtp::detail {

void open_requests::add(request& waiting) noexcept {
  waiting.next_ = newest_;
  newest_ = &waiting;
}

void open_requests::remove(request& waiting) noexcept {
  for (request** link = &newest_; *link != nullptr; link = &(*link)->next_) {
    if (*link != &waiting) continue;
    *link = waiting.next_;
    return;
  }
}

open_requests::later& open_requests::make_later() {
  if (later_ == nullptr) later_ = std::make_unique<later>();
  return *later_;
}

void open_requests::keep(request& kept) { make_later().kept[kept.id()] = &kept; }
void open_requests::forget(request& kept) noexcept {
  if (later_ != nullptr) later_->kept.erase(kept.id());
}

request* open_requests::find(ref id) const noexcept {
  for (request* waiting = newest_; waiting != nullptr; waiting = waiting->next_) {
    if (waiting->id() == id) return waiting;
  }
  if (later_ == nullptr) return nullptr;
  request* const* kept = later_->kept.find(id);
  return kept == nullptr ? nullptr : *kept;
}

void open_requests::respond_by(ref id, to_message convert) {
  make_later().responders[id] = std::move(convert);
}

std::optional<open_requests::to_message> open_requests::take_responder(ref id) noexcept {
  return later_ == nullptr ? std::nullopt : later_->responders.extract(id);
}

}  // namespace fauxtp::detail
