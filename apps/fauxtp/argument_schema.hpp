#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "fauxtp/module_offer.hpp"

/// The JSON Schema of arguments of this form.
nlohmann::ordered_json schema_of(const fauxtp::argument_form& form);

/// The schema of application files, extended by the arguments of these modules' actors.
nlohmann::ordered_json with_arguments(nlohmann::ordered_json schema,
                                      const std::vector<fauxtp::module_offer>& modules);
