// Tells which kind of child an object is.
#include "declaration/child_kind.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "declaration/foreign_words.hpp"
#include "declaration/format_keys.hpp"

namespace fauxtp {
namespace {

// Whether this child, which has neither "actor" nor "children", was meant to be a supervisor.
bool looks_like_supervisor(const json_node& node) {
  const json_member* type = node.find("type");
  const auto* text = type == nullptr ? nullptr : type->value.as<std::string>();
  return (text != nullptr && *text == "supervisor") ||
         std::ranges::any_of(supervisor_form.keys,
                             [&](const key_rule& rule) { return node.find(rule.key) != nullptr; });
}

// Whether this child is a listener, or would be one if its "listen" were spelt right.
bool looks_like_listener(const json_node& node) {
  return node.find("listen") != nullptr ||
         (node.find("connection") != nullptr && node.find("actor") == nullptr &&
          node.find("children") == nullptr);
}

// Whether this child is an include, or would be one if its key were spelt right.
bool looks_like_include(const json_node& node) {
  if (node.find("include") != nullptr) return true;
  constexpr std::array<std::string_view, 4> of_children = {"id", "name", "actor", "children"};
  const std::vector<std::string_view> of_includes = include_child_form.key_names();
  const auto* members = node.as<json_node::object>();
  return members != nullptr &&
         std::ranges::none_of(of_children,
                              [&](std::string_view key) { return node.find(key) != nullptr; }) &&
         std::ranges::any_of(*members, [&](const json_member& each) {
           return nearest(each.key, of_includes).has_value();
         });
}

}  // namespace

child_kind kind_of_child(const json_node& node) {
  if (looks_like_include(node)) return child_kind::include;
  if (looks_like_listener(node)) return child_kind::listener;
  if (node.find("children") != nullptr) return child_kind::supervisor;
  if (node.find("every") != nullptr || node.find("at") != nullptr) return child_kind::job;
  const bool has_actor = node.find("actor") != nullptr;
  return !has_actor && looks_like_supervisor(node) ? child_kind::supervisor : child_kind::worker;
}

}  // namespace fauxtp
