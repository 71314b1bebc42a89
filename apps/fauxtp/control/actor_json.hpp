#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "fauxtp/process_info.hpp"

/// What a list and a close look both tell about an actor; keys that are not known are left out.
/// `name_of` names the actor that it waits for.
nlohmann::json actor_json(const fauxtp::process_info& seen,
                          const std::function<std::string(fauxtp::pid)>& name_of);
