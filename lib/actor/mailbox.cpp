// A list of messages that lets any of them be taken.
#include "actor/mailbox.hpp"

#include "actor/process.hpp"

namespace fauxtp::detail {

void message::deliver() noexcept {
  if (process* receiver = process::local(to)) {
    receiver->accept(*this);
  } else {
    delete this;
  }
}

mailbox::~mailbox() { clear(); }

void mailbox::append(message& arrived) noexcept {
  arrived.next = nullptr;
  *end_ = &arrived;
  end_ = &arrived.next;
  ++size_;
}

message* mailbox::take(runtime::parcel** link) noexcept {
  auto* taken = static_cast<message*>(*link);
  *link = taken->next;
  if (end_ == &taken->next) end_ = link;
  --size_;
  return taken;
}

void mailbox::clear() noexcept {
  while (first_ != nullptr) delete take(&first_);
}

}  // namespace fauxtp::detail
