#pragma once

#include <string_view>

/// Whether the path of an actor is `above`, or lies under it.
inline bool is_in(std::string_view path, std::string_view above) {
  return path.starts_with(above) && (path.size() == above.size() || path[above.size()] == '/');
}
