// From which level on the log shows the reports of which actors.
#pragma once

#include <map>
#include <string>

#include "application/application_data.hpp"

namespace fauxtp {

/// The levels that the file gives to actors, by their paths, which begin with the application's
/// name; a path that ends in "/" means all actors below it. If the file gives a child several
/// levels, the one for its path in `levels` counts most, then the one for its name, then its own
/// `log_level`, then the one for its module. The application must have no errors.
std::map<std::string, severity> log_levels_of(const detail::application_data& application);

/// Warns of each word in `levels` that means no actor of the file. Does nothing if the application
/// has errors.
void check_levels(detail::application_data& application);

}  // namespace fauxtp
