#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "fauxtp/module_offer.hpp"

/// JSON Schema of arguments.
nlohmann::ordered_json schema_of(const fauxtp::argument_form& form);

/// The schema of application files, in which the arguments of those actors are known.
nlohmann::ordered_json with_arguments(nlohmann::ordered_json schema,
                                      const std::vector<fauxtp::module_offer>& modules);
