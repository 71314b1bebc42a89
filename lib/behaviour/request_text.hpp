#pragma once

#include <algorithm>
#include <string>
#include <typeinfo>

#include "fauxtp/term.hpp"

namespace fauxtp::detail {

/// A request's text for an error: by the time of the error, the request itself has gone to the
/// server. A request that is cheap to keep is kept, and becomes text only when an error needs it:
/// nearly all calls succeed.
class request_text {
 public:
  [[gnu::always_inline]] explicit request_text(const term& request) {
    if (raw::plain(request)) {
      kept_ = raw::copy_plain(request);
    } else if (request.kind() == term_kind::tuple &&
               std::ranges::all_of(request.elements(), raw::plain)) {
      kept_ = request.clone();
    } else if (request.kind() == term_kind::box && raw::type(request).show == nullptr) {
      type_ = raw::type(request).type;
    } else {
      text_ = to_string(request);
    }
  }
  explicit request_text(const char* text) : text_(text) {}

  std::string shown() const {
    if (type_ != nullptr) return demangled(*type_);
    return text_.empty() ? to_string(kept_) : text_;
  }

 private:
  term kept_;
  const std::type_info* type_ = nullptr;
  std::string text_;
};

}  // namespace fauxtp::detail
