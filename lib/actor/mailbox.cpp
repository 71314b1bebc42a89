// A list of messages from which any one can be taken.
#include "actor/mailbox.hpp"

#include "term/print.hpp"

namespace fauxtp::detail {

mailbox::~mailbox() { clear(); }

std::string mailbox::shown(std::size_t most) const {
  constexpr std::size_t longest = 200;
  std::string text;
  const runtime::parcel* each = first_;
  for (; each != nullptr && most > 0; each = each->next, --most) {
    const std::string one = printed(static_cast<const message*>(each)->content, longest);
    text += (text.empty() ? "" : ", ") + one;
  }
  return each == nullptr ? text : text + ", …";
}

void mailbox::clear() noexcept {
  while (first_ != nullptr) delete take(&first_);
}

}  // namespace fauxtp::detail
