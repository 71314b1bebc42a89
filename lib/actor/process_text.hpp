#pragma once

#include <string>

#include "fauxtp/process_info.hpp"

namespace fauxtp::detail {

/// What the actor does, without its name: " handles call counter::add from <0.5.1> for 4.8 s, waits
/// for the reply of <0.3.1> at store.cpp:41".
std::string doing_text(const process_info& seen);

}  // namespace fauxtp::detail
