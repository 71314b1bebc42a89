#pragma once

#include <string>

#include "fauxtp/term.hpp"

namespace fauxtp::detail {

/// How tracers are shown messages from now on; at first as to_string has them. Who knows more of
/// messages than this room sets it. Any thread.
void show_traced_messages_by(std::string (*text_of)(const term& message)) noexcept;

}  // namespace fauxtp::detail
