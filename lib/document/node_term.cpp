// Turns a part of a configuration file into the term that an actor gets.
#include "document/node_term.hpp"

#include <utility>

#include "document/variables.hpp"

namespace fauxtp {

// Recursive: a document is at most document::max_depth deep.
term to_term(const json_node& node) {
  switch (node.is()) {
    case json_node::kind::null:
      return {};
    case json_node::kind::boolean:
      return *node.as<bool>();
    case json_node::kind::integer:
      return *node.as<std::int64_t>();
    case json_node::kind::real:
      return *node.as<double>();
    case json_node::kind::text:
      if (const auto scalar = scalar_of_variable(node)) return to_term(*scalar);
      return *node.as<std::string>();
    case json_node::kind::array: {
      list elements;
      for (const json_node& each : *node.as<json_node::array>()) elements.push_back(to_term(each));
      return elements;
    }
    case json_node::kind::object: {
      map entries;
      for (const json_member& each : *node.as<json_node::object>()) {
        entries.set(each.key, to_term(each.value));
      }
      return entries;
    }
  }
  return {};
}

}  // namespace fauxtp
