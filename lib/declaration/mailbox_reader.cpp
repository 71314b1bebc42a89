// Reads how many messages may wait in an actor's mailbox.
#include "declaration/mailbox_reader.hpp"

namespace fauxtp {

mailbox_limit read_mailbox(complaints& complain, object_reader& of_owner, const std::string& owner,
                           mailbox_limit otherwise) {
  const json_node* node = of_owner.object("mailbox");
  if (node == nullptr) return otherwise;
  object_reader reader(complain, *node, mailbox_form, "\"mailbox\" of " + owner);
  reader.check_keys();
  mailbox_limit limit;
  limit.messages = static_cast<std::size_t>(
      reader.integer("limit", static_cast<std::int64_t>(otherwise.messages)));
  limit.policy = reader.choice("overflow", otherwise.policy);
  if (limit.messages == 0 && reader.find("overflow") != nullptr &&
      reader.find("limit") == nullptr && !reader.was_meant("limit")) {
    complain
        .at(*node, "W209",
            "\"mailbox\" of " + owner + " has an \"overflow\" but no \"limit\": it is never full",
            "", "give it \"limit\": 1000, or runtime.mailbox one for all")
        .level = diagnostic::severity::warning;
  }
  return limit;
}

}  // namespace fauxtp
