// Whose lines the log shows from which level on.
#pragma once

#include <map>
#include <string>

#include "application/application_data.hpp"

namespace fauxtp {

/// What the file says of the log of some, by their paths from the application's name on; a path
/// that ends in "/" stands for all below it. Of what it says of one child a level for its path in
/// `levels` counts most, then one for its name, then its own `log_level`, then one for its module.
/// The application has no errors.
std::map<std::string, severity> log_levels_of(const detail::application_data& application);

/// Warns of each word in `levels` that is of nobody, if the application has no errors.
void check_levels(detail::application_data& application);

}  // namespace fauxtp
