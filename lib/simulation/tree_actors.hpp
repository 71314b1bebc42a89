#pragma once

#include <string>
#include <vector>

#include "fauxtp/application.hpp"
#include "fauxtp/process_info.hpp"

namespace fauxtp::simulation {

/// All actors of the application's tree, in the order of their paths.
std::vector<process_info> tree_actors(const application& of, pid root);

/// All other actors of the node but the calling one, the oldest first.
std::vector<process_info> actors_outside(const application& of, pid root);

/// " shop/store, shop/till"; " none of its actors".
std::string names(const std::vector<process_info>& all);

}  // namespace fauxtp::simulation
