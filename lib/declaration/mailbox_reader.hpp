#pragma once

#include <string>

#include "declaration/object_reader.hpp"
#include "fauxtp/mailbox_limit.hpp"

namespace fauxtp {

/// What an object has under "mailbox"; `otherwise` for what it does not say there.
mailbox_limit read_mailbox(complaints& complain, object_reader& of_owner, const std::string& owner,
                           mailbox_limit otherwise);

}  // namespace fauxtp
