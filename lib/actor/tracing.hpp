#pragma once

#include "fauxtp/pid.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp::detail {

class process;

// For an actor that is traced: its tracer is told what it sends.
void trace_sending(process& sender, pid to, const term& message) noexcept;
void trace_reply(process& sender, pid to, const term& answer) noexcept;

}  // namespace fauxtp::detail
