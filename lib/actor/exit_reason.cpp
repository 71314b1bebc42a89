// Exit reasons, and how they are printed.
#include "fauxtp/exit_reason.hpp"

#include <array>
#include <ostream>
#include <utility>

#include "actor/ended_by.hpp"
#include "fauxtp/shown_text.hpp"
#include "term/print.hpp"

namespace fauxtp {
namespace {

const term nothing;

// The text of an exception is kept, and copied with the reason, up to this length.
constexpr std::size_t longest_what = 8 * 1024;
// A reason that went through a hundred calls holds a hundred reasons. This many of them are shown,
// and the innermost one: the others were shown where they ended an actor.
constexpr int deepest_shown = 3;
// Two reasons that hold more than this many are equal only if one is a copy of the other.
constexpr int deepest_compared = 32;

/// The reason that lies in this one as its cause; null if this one has no cause.
const exit_reason* cause_of(const exit_reason& reason) {
  for (const term& each : reason.detail().elements()) {
    if (const auto* inner = each.get_if<exit_reason>()) return inner;
  }
  return reason.detail().get_if<exit_reason>();
}

}  // namespace

struct exit_reason::detail_data {
  term value;
  error_info error;
  const detail_data* below = nullptr;  // the next one of those that wait for their end

  /// When one ends, those in it end, however many there are. They end one after the other and not
  /// nested, because the stack of an actor is small.
  static void end(const detail_data* ended) noexcept;
};

void exit_reason::detail_data::end(const detail_data* ended) noexcept {
  static thread_local const detail_data* waiting = nullptr;
  static thread_local bool works = false;
  const_cast<detail_data*>(ended)->below = std::exchange(waiting, ended);
  if (std::exchange(works, true)) return;
  while (waiting != nullptr) delete std::exchange(waiting, waiting->below);
  works = false;
}

exit_reason::exit_reason(term reason)
    : kind_(exit_kind::other), data_(new detail_data{std::move(reason), {}}, &detail_data::end) {}

exit_reason exit_reason::shutdown_with(term detail) {
  exit_reason made(std::move(detail));
  made.kind_ = exit_kind::shutdown;
  return made;
}

exit_reason exit_reason::error(std::string type, std::string what) {
  exit_reason made(exit_kind::error);
  made.data_.reset(new detail_data{{}, {std::move(type), std::move(what)}}, &detail_data::end);
  return made;
}

exit_reason exit_reason::of_current_exception() {
  return *detail::ended_by([] { throw; });
}

exit_reason detail::error_of(const std::type_info& type, const char* what) {
  return exit_reason::error(demangled(type), said(what));
}

std::string detail::said(const char* what) {
  return what == nullptr ? std::string() : shortened(what, longest_what);
}

const term& exit_reason::detail() const noexcept { return data_ ? data_->value : nothing; }

const error_info* exit_reason::error() const noexcept {
  return kind_ == exit_kind::error ? &data_->error : nullptr;
}

exit_error::~exit_error() = default;

// The visibility of the header does not reach a friend that only the class declares.
[[gnu::visibility("default")]] bool operator==(const exit_reason& left,
                                               const exit_reason& right) noexcept {
  if (left.kind_ != right.kind_) return false;
  if (left.data_ == right.data_) return true;
  if (!left.data_ || !right.data_) return false;
  static thread_local int depth = 0;
  if (depth == deepest_compared) return false;
  ++depth;
  const bool equal =
      left.data_->value == right.data_->value && left.data_->error == right.data_->error;
  --depth;
  return equal;
}

std::string to_string(const exit_reason& reason) {
  const exit_reason* cause = cause_of(reason);
  if (cause != nullptr && detail::boxes_around() >= deepest_shown) {
    while (const exit_reason* inner = cause_of(*cause)) cause = inner;
    return "… " + to_string(*cause);
  }
  static constexpr std::array names{"normal", "shutdown",     "kill",    "killed",
                                    "noproc", "noconnection", "timeout", "error"};
  if (reason.kind() == exit_kind::other) return to_string(reason.detail());
  std::string text = names.at(static_cast<std::size_t>(reason.kind()));
  if (const error_info* error = reason.error()) {
    text.reserve(text.size() + error->type.size() + error->what.size() + 4);
    text.append(": ").append(error->type);
    if (!error->what.empty()) text.append(": ").append(error->what);
  } else if (!reason.detail().is_nil()) {
    text += ": " + to_string(reason.detail());
  }
  return text;
}

std::ostream& operator<<(std::ostream& out, const exit_reason& reason) {
  return out << to_string(reason);
}

}  // namespace fauxtp
