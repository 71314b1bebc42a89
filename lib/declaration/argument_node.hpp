#pragma once

#include <string>
#include <utility>

#include "document/document.hpp"

namespace fauxtp {

/// An argument that is made of a key of the format, at whose place its mistakes are told.
inline json_member argument(std::string key, const json_node& place,
                            decltype(json_node::value) value) {
  json_node made{std::move(value), place.begin, place.end, false, place.file};
  return {std::move(key), place.begin, place.end, std::move(made)};
}

}  // namespace fauxtp
