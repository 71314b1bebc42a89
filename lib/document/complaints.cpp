// Collects what the readers find wrong, each mistake with its place in its own file.
#include "document/complaints.hpp"

#include <algorithm>
#include <utility>

#include "term/unicode.hpp"

namespace fauxtp {
namespace {

using kind = json_node::kind;

// Underlining a whole object would hide what is meant, so only its opening bracket is underlined.
std::size_t end_of_underline(const json_node& node) {
  const bool is_container = node.is() == kind::object || node.is() == kind::array;
  return is_container ? node.begin + 1 : node.end;
}

}  // namespace

std::string alternatives(std::span<const std::string_view> words, std::string_view conjunction) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 < words.size() ? ", " : " " + std::string(conjunction) + " ";
    out += in_quotes(words[i]);
  }
  return out;
}

diagnostic& complaints::add(const document& from, std::size_t begin, diagnostic made) {
  made.place.pointer = from.pointer_at(begin);
  const bool taken = std::ranges::any_of(from.diagnostics, [&made](const diagnostic& each) {
    return each.place.line == made.place.line && each.place.column == made.place.column;
  });
  if (into_.size() >= most_complaints || taken) {
    dropped_ = std::move(made);
    return dropped_;
  }
  return into_.emplace_back(std::move(made));
}

diagnostic& complaints::at(const json_node& node, std::string code, std::string message,
                           std::string label, std::string help) {
  const document& from = files_.of(node);
  return add(from, node.begin,
             make_diagnostic(*from.source, node.begin, end_of_underline(node), std::move(code),
                             std::move(message), std::move(label), std::move(help)));
}

diagnostic& complaints::at_key(const json_member& member, std::string code, std::string message,
                               std::string label, std::string help) {
  const document& from = files_.of(member.value);
  return add(from, member.key_begin,
             make_diagnostic(*from.source, member.key_begin, member.key_end, std::move(code),
                             std::move(message), std::move(label), std::move(help)));
}

void complaints::take_over(const document& from) {
  for (const diagnostic& each : from.diagnostics) {
    if (into_.size() < most_complaints) into_.push_back(each);
  }
}

source_place complaints::place_of(const json_node& node) const {
  const document& from = files_.of(node);
  source_place place = from.source->locate(node.begin, end_of_underline(node));
  place.pointer = from.pointer_at(node.begin);
  return place;
}

std::string complaints::written(const json_node& node) const {
  switch (node.is()) {
    case kind::text:
      return in_quotes(*node.as<std::string>());
    case kind::null:
    case kind::boolean:
    case kind::integer:
    case kind::real:
      return std::string(files_.of(node).source->text().substr(node.begin, node.end - node.begin));
    case kind::array:
    case kind::object:
      break;
  }
  return std::string(kind_name(node.is()));
}

}  // namespace fauxtp
