// A JSON file as a tree in which each key and each value knows its place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "document/diagnostic.hpp"
#include "document/source_text.hpp"

namespace fauxtp {

struct json_member;

/// A JSON value that knows its place: [begin, end) are byte offsets into the file. An offset has 32
/// bits, because documents are bounded at 16 MiB.
struct json_node {
  using array = std::vector<json_node>;
  using object = std::vector<json_member>;  // in the order of the file
  /// The order of `kind` is the order of the alternatives.
  enum class kind { null, boolean, integer, real, text, array, object };

  std::variant<std::monostate, bool, std::int64_t, double, std::string, array, object> value;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool is_variable = false;  // the whole text came from one ${VAR}
  std::uint16_t file = 0;    // its index in a document_set

  kind is() const { return static_cast<kind>(value.index()); }
  template <class T>
  const T* as() const {
    return std::get_if<T>(&value);
  }
  /// The member of an object with that key; null if there is none or this is no object.
  const json_member* find(std::string_view key) const;
};

struct json_member {
  std::string key;
  std::uint32_t key_begin = 0;
  std::uint32_t key_end = 0;
  json_node value;
};

/// "an object", "text", "an integer": a node's kind in a sentence.
std::string_view kind_name(json_node::kind kind);

/// A JSON file with comments (// and /* */), read whole.
///
/// Stricter than JSON libraries usually are, because a configuration is written by hand: a key that
/// is given twice, an integer that does not fit 64 bits, a byte order mark and a NUL byte are
/// errors. Bounded: 16 MiB, 100 levels, a million values.
///
/// Failure: no exception; `root` is null and `diagnostics` says why. After a duplicate key there is
/// a root (the first of the two counts), so that the rest of the file can be checked as well.
struct document {
  static constexpr std::size_t max_bytes = std::size_t{16} << 20;
  static constexpr std::size_t max_depth = 100;
  static constexpr std::size_t max_values = 1'000'000;

  std::shared_ptr<const source_text> source;  // set even if the parse failed
  std::unique_ptr<json_node> root;
  std::vector<diagnostic> diagnostics;

  /// The RFC 6901 pointer to the innermost value (or key) that stands at `offset`.
  std::string pointer_at(std::size_t offset) const;
};

document parse_document(std::string name, std::string text);

/// Reads and parses the file; diagnostics name it as `path` is written.
document read_document(const std::filesystem::path& path);

/// The document of a file that cannot be read: no root, and one diagnostic without a line.
document unreadable_document(const std::filesystem::path& path, const std::string& why);

/// `key` as a step of a JSON pointer: "/a~1b" for a/b.
std::string pointer_step(std::string_view key);

}  // namespace fauxtp
