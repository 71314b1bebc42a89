#pragma once

#include <memory>
#include <string>
#include <utility>

#include "declaration/application_spec.hpp"
#include "document/document.hpp"
#include "document/node_term.hpp"

namespace fauxtp {

/// An argument that is made of a key of the format, at whose place its mistakes are told.
inline json_member argument(std::string key, const json_node& place,
                            decltype(json_node::value) value) {
  json_node made{std::move(value), place.begin, place.end, false, place.file};
  return {std::move(key), place.begin, place.end, std::move(made)};
}

/// Gives the child these arguments, as if they stood at that place of the file.
inline void give_arguments(worker_entry& child, const json_node& place, json_node::object args) {
  json_node all{std::move(args), place.begin, place.end, false, place.file};
  child.args = to_term(all);
  child.args_node = std::make_shared<const json_node>(std::move(all));
}

}  // namespace fauxtp
