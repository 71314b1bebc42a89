// Exit reasons, and how they are printed.
#include "fauxtp/exit_reason.hpp"

#include <array>
#include <ostream>

#include "actor/ended_by.hpp"

namespace fauxtp {
namespace {

const term nothing;

}  // namespace

struct exit_reason::detail_data {
  term value;
  error_info error;
};

exit_reason::exit_reason(term reason)
    : kind_(exit_kind::other), data_(new detail_data{std::move(reason), {}}) {}

exit_reason exit_reason::shutdown_with(term detail) {
  exit_reason made(std::move(detail));
  made.kind_ = exit_kind::shutdown;
  return made;
}

exit_reason exit_reason::error(std::string type, std::string what) {
  exit_reason made(exit_kind::error);
  made.data_.reset(new detail_data{{}, {std::move(type), std::move(what)}});
  return made;
}

exit_reason exit_reason::of_current_exception() {
  return *detail::ended_by([] { throw; });
}

exit_reason detail::error_of(const std::type_info& type, const char* what) {
  return exit_reason::error(demangled(type), what);
}

const term& exit_reason::detail() const noexcept { return data_ ? data_->value : nothing; }

const error_info* exit_reason::error() const noexcept {
  return kind_ == exit_kind::error ? &data_->error : nullptr;
}

exit_error::~exit_error() = default;

bool operator==(const exit_reason& left, const exit_reason& right) noexcept {
  if (left.kind_ != right.kind_) return false;
  if (left.data_ == right.data_) return true;
  if (!left.data_ || !right.data_) return false;
  return left.data_->value == right.data_->value && left.data_->error == right.data_->error;
}

std::string to_string(const exit_reason& reason) {
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
