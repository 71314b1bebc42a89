#pragma once

#include <optional>

#include "fauxtp/process_info.hpp"

namespace fauxtp::runtime {
class worker;
}

namespace fauxtp::detail {

class local_node;
class process;

/// What there is to know of an actor; called on its worker.
process_info look(const process& at);
/// What decides whether the actor is looked at.
process_glance glance(const process& at) noexcept;
/// What can be told of the actor that runs on a worker which does not answer. It is read from
/// outside, which is safe only if the actor goes on running. Nothing if no actor runs there.
std::optional<process_info> glimpse(const runtime::worker& hogged, local_node& node);

}  // namespace fauxtp::detail
