// Collects what is wrong in the files of an application.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document/diagnostic.hpp"
#include "document/document_set.hpp"

namespace fauxtp {

/// The readers of an application's files put here what they find wrong.
class complaints {
 public:
  complaints(const document_set& files, std::vector<diagnostic>& into)
      : files_(files), into_(into) {}

  /// Complains about a node, or about the key of a member. A mistake is told once: where the
  /// document has a diagnostic of its own already, nothing is added.
  diagnostic& at(const json_node& node, std::string code, std::string message,
                 std::string label = {}, std::string help = {});
  diagnostic& at_key(const json_member& member, std::string code, std::string message,
                     std::string label = {}, std::string help = {});
  /// Adds what is wrong with the document itself.
  void take_over(const document& from);

  std::size_t count() const noexcept { return into_.size(); }
  source_place place_of(const json_node& node) const;
  std::string written(const json_node& node) const;  // as in the file, but short

 private:
  diagnostic& add(const document& from, std::size_t begin, diagnostic made);

  const document_set& files_;
  std::vector<diagnostic>& into_;
  diagnostic dropped_;
};

/// `"a", "b" or "c"`
std::string alternatives(std::span<const std::string_view> words, std::string_view conjunction);

}  // namespace fauxtp
