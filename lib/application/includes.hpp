// Files that are parts of an application's file.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "application/complaints.hpp"
#include "application/document_set.hpp"

namespace fauxtp {

/// Reads a file that another one includes; its variables have been put in.
using file_reader = std::function<document(const std::filesystem::path&)>;

/// Follows the includes of one application. A file is read once, however often it is included; its
/// name is relative to the file in which it is written. What is wrong with an include is complained
/// about where it is written: a file that cannot be read, one that includes itself, too many.
class includes {
 public:
  /// Of one application, with its own file.
  static constexpr std::size_t most_files = 1000;
  /// That include each other, one inside the other.
  static constexpr std::size_t deepest = 20;

  includes(document_set& files, file_reader read, complaints& complain);

  /// The root of the application's own file, with the files of its "include" merged under it: from
  /// first to last, objects are merged, and of all else the later counts, this file last. The root
  /// is an object.
  const json_node& settings();

  /// Calls `use` with the root of the file of that name, a text, if it can be read.
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
