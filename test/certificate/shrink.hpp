#pragma once

#include <functional>
#include <vector>

#include "scenario.hpp"

namespace certificate {

/// Which of these scenarios still show a difference. They are numbered from 0.
using differ = std::function<std::vector<bool>(const std::vector<scenario>&)>;

/// Leaves out steps and children, and makes what stays plainer, as long as the difference stays.
scenario shrink(scenario failing, const differ& differ);

}  // namespace certificate
