#pragma once

#include <functional>
#include <vector>

#include "scenario.hpp"

namespace certificate {

/// Says of each of these scenarios whether it still shows a difference.
using differ = std::function<std::vector<bool>(const std::vector<scenario>&)>;

/// Leaves out steps and children, and makes the rest simpler, as long as the difference stays.
scenario shrink(scenario failing, const differ& differ);

}  // namespace certificate
