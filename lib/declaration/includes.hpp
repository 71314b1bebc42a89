// Files that are parts of an application's file.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "document/complaints.hpp"
#include "document/document_set.hpp"

namespace fauxtp {

/// Reads a file that another one includes, and replaces its variables.
using file_reader = std::function<document(const std::filesystem::path&)>;

/// Follows the includes of one application. A file is read once, however often it is included; its
/// name is relative to the file that includes it. A wrong include (a file that cannot be read or
/// that includes itself, or too many files) is complained about where it is written.
class includes {
 public:
  /// How many files one application may have, with its own.
  static constexpr std::size_t most_files = 1000;
  /// How many files may include each other, one inside the other.
  static constexpr std::size_t deepest = 20;

  includes(document_set& files, file_reader read, complaints& complain);

  /// The root of the application's own file, with the files of its "include" merged under it.
  /// Objects are merged; of anything else, a later file counts more than an earlier one, and this
  /// file counts most. The root must be an object.
  const json_node& settings();

  /// Calls `use` with the root of the file whose name the node (a text) is, if that file can be
  /// read.
  void in_file(const json_node& name, const std::function<void(const json_node& root)>& use);

 private:
  json_node with_included(const json_node& root);
  const document* open(const json_node& written, const std::string& name);
  std::string chain_to(const std::string& name) const;

  document_set& files_;
  file_reader read_;
  complaints& complain_;
  json_node settings_;
  std::vector<std::string> open_;  // the files that are being followed, outermost first
  std::size_t merged_ = 0;
};

}  // namespace fauxtp
