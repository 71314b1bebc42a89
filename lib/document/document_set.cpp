// Keeps the files of one application apart.
#include "document/document_set.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <utility>

namespace fauxtp {
namespace {

// Sets the file of each node, and returns the number of nodes. Recursive: a document is at most
// document::max_depth deep.
std::size_t mark(json_node& node, std::uint16_t file) {
  node.file = file;
  std::size_t count = 1;
  if (auto* elements = std::get_if<json_node::array>(&node.value)) {
    for (json_node& each : *elements) count += mark(each, file);
  } else if (auto* members = std::get_if<json_node::object>(&node.value)) {
    for (json_member& each : *members) count += mark(each.value, file);
  }
  return count;
}

}  // namespace

document_set::document_set(document own) { add(std::move(own)); }

std::string document_set::path_beside(const json_node& node, const std::string& path) const {
  const std::filesystem::path file = of(node).source->name();
  return std::filesystem::absolute(file.parent_path() / path).lexically_normal().string();
}

const document* document_set::find(std::string_view name) const {
  const auto found = std::ranges::find_if(
      files_, [name](const document& each) { return each.source->name() == name; });
  return found == files_.end() ? nullptr : &*found;
}

const document& document_set::add(document file) {
  document& added = files_.emplace_back(std::move(file));
  bytes_ += added.source->text().size();
  if (added.root != nullptr) {
    values_ += mark(*added.root, static_cast<std::uint16_t>(files_.size() - 1));
  }
  return added;
}

}  // namespace fauxtp
