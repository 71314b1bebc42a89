#pragma once

#include <string>

#include "fauxtp/term.hpp"

namespace fauxtp::detail {

/// Sets how messages are shown to tracers from now on; at first they are shown as to_string shows
/// them. A room that knows more of messages than this one sets it. Any thread.
void show_traced_messages_by(std::string (*text_of)(const term& message)) noexcept;
std::string traced_text(const term& message);

}  // namespace fauxtp::detail
