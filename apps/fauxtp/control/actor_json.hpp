#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "fauxtp/process_info.hpp"

/// What a list and a close look both tell of an actor; what is not known is not there. `name_of`: how
/// whom it waits for is called.
nlohmann::json actor_json(const fauxtp::process_info& seen,
                          const std::function<std::string(fauxtp::pid)>& name_of);
