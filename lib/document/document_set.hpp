// The files of one application.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

#include "document/document.hpp"

namespace fauxtp {

/// An application's own file and the files that it includes. Nodes of all of them may be put
/// together into one tree: each node knows which file it is from, and so its place.
class document_set {
 public:
  explicit document_set(document own);

  const document& own() const { return files_.front(); }
  const document& of(const json_node& node) const { return files_[node.file]; }
  const std::deque<document>& all() const { return files_; }
  /// The path that the node gives, which is relative to the file in which the node stands.
  std::string path_beside(const json_node& node, const std::string& path) const;
  /// The file of that name; null if there is none.
  const document* find(std::string_view name) const;

  /// Adds one more file, whose name must be new. References to the other files stay valid.
  const document& add(document file);

  /// The sums over all files.
  std::size_t bytes() const { return bytes_; }
  std::size_t values() const { return values_; }

 private:
  std::deque<document> files_;
  std::size_t bytes_ = 0;
  std::size_t values_ = 0;
};

}  // namespace fauxtp
