// Reads a JSON file into a tree in which each key and each value knows its place.
#include "document/document.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <utility>

#include "document/document_builder.hpp"
#include "document/encoding_error.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

std::string too_large() {
  return "the file is larger than " + std::to_string(document::max_bytes >> 20) + " MiB";
}

// The index in `elements` (sorted by place) of the element that covers `offset`; their number if
// none does.
template <class Elements, class Begin, class End>
std::size_t covering(const Elements& elements, std::size_t offset, Begin begin, End end) {
  const auto after = std::partition_point(elements.begin(), elements.end(),
                                          [&](const auto& each) { return begin(each) <= offset; });
  if (after == elements.begin() || end(*(after - 1)) <= offset) return elements.size();
  return static_cast<std::size_t>(after - elements.begin()) - 1;
}

}  // namespace

std::string_view kind_name(json_node::kind kind) {
  switch (kind) {
    case json_node::kind::null:
      return "null";
    case json_node::kind::boolean:
      return "true or false";
    case json_node::kind::integer:
      return "an integer";
    case json_node::kind::real:
      return "a number with a fraction";
    case json_node::kind::text:
      return "text";
    case json_node::kind::array:
      return "an array";
    case json_node::kind::object:
      return "an object";
  }
  return "";
}

const json_member* json_node::find(std::string_view key) const {
  if (const auto* members = as<object>()) {
    for (const json_member& each : *members) {
      if (each.key == key) return &each;
    }
  }
  return nullptr;
}

std::string pointer_step(std::string_view key) {
  std::string step = "/";
  for (const char each : key) {
    if (each == '~') {
      step += "~0";
    } else if (each == '/') {
      step += "~1";
    } else {
      step += each;
    }
  }
  return step;
}

std::string document::pointer_at(std::size_t offset) const {
  std::string pointer;
  const json_node* at = root.get();
  while (at != nullptr) {
    const json_node* inner = nullptr;
    if (const auto* members = at->as<json_node::object>()) {
      const std::size_t i = covering(
          *members, offset, [](const json_member& each) { return each.key_begin; },
          [](const json_member& each) { return each.value.end; });
      if (i < members->size()) {
        inner = &(*members)[i].value;
        pointer += pointer_step((*members)[i].key);
      }
    } else if (const auto* elements = at->as<json_node::array>()) {
      const std::size_t i = covering(
          *elements, offset, [](const json_node& each) { return each.begin; },
          [](const json_node& each) { return each.end; });
      if (i < elements->size()) {
        inner = &(*elements)[i];
        pointer += "/" + std::to_string(i);
      }
    }
    at = inner;
  }
  return pointer;
}

document parse_document(std::string name, std::string text) {
  document result;
  if (text.size() > document::max_bytes) {
    result.source = std::make_shared<source_text>(name, "");
    result.diagnostics.push_back(make_file_diagnostic(std::move(name), "E002", too_large()));
    return result;
  }
  result.source = std::make_shared<source_text>(std::move(name), std::move(text));
  if (auto problem = find_encoding_error(*result.source)) {
    result.diagnostics.push_back(std::move(*problem));
    return result;
  }
  build_document(result);
  return result;
}

document unreadable_document(const std::filesystem::path& path, const std::string& why) {
  document result;
  result.source = std::make_shared<source_text>(path.string(), "");
  result.diagnostics.push_back(
      make_file_diagnostic(path.string(), "E001", "cannot read " + path.string() + ": " + why));
  return result;
}

namespace {

/// What kind of file it is, if it is not a regular file; else empty.
std::string other_kind(mode_t mode) {
  if (S_ISREG(mode)) return {};
  if (S_ISDIR(mode)) return "a directory";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
  return "no file";
}

}  // namespace

document read_document(const std::filesystem::path& path) {
  // To open a pipe or a device may take for ever, unless it is opened with O_NONBLOCK.
  const int opened = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (opened < 0) {
    const int why = errno;
    std::error_code error;
    const bool is_socket = std::filesystem::is_socket(path, error);
    return unreadable_document(path, is_socket ? "it is a socket" : std::strerror(why));
  }
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(fdopen(opened, "rb"), &std::fclose);
  struct stat found {};
  if (file == nullptr || fstat(opened, &found) != 0) {
    return unreadable_document(path, std::strerror(errno));
  }
  if (const std::string kind = other_kind(found.st_mode); !kind.empty()) {
    return unreadable_document(path, "it is " + kind);
  }
  std::string text;
  char block[1 << 14];
  std::size_t count = 0;
  // Reading stops soon after the bound: that is enough to know that the file is too large.
  while (text.size() <= document::max_bytes &&
         (count = std::fread(block, 1, sizeof block, file.get())) > 0) {
    text.append(block, count);
  }
  if (std::ferror(file.get()) != 0) return unreadable_document(path, std::strerror(errno));
  return parse_document(path.string(), std::move(text));
}

}  // namespace fauxtp
