#pragma once

#include "module/module_library.hpp"

namespace fauxtp {

/// The actors that every application has without a module, as "fauxtp/NAME".
const module_library& built_in_actors();

}  // namespace fauxtp
