// Finds ${VAR} in texts and replaces it.
#include "document/variables.hpp"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "document/encoding_error.hpp"
#include "document/spelling.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

constexpr std::string_view how_to_write =
    "${VAR}, ${VAR:-default} or ${VAR:?message}; ${VAR@text} is never a number; a $ before { is "
    "written $$";
constexpr std::string_view as_text = "@text";

bool is_variable_name(std::string_view text) {
  const auto may_stand = [](char each) {
    return each == '_' || std::isalnum(static_cast<unsigned char>(each)) != 0;
  };
  const bool begins_with_digit = !text.empty() && text.front() >= '0' && text.front() <= '9';
  return !text.empty() && !begins_with_digit && std::ranges::all_of(text, may_stand);
}

std::optional<std::string> nearest_variable(std::string_view name) {
  std::vector<std::string_view> names;
  for (char** each = environ; each != nullptr && *each != nullptr; ++each) {
    const std::string_view entry(*each);
    names.push_back(entry.substr(0, entry.find('=')));
  }
  const auto similar = nearest_by_spelling(name, names);
  return similar ? std::optional(similar->word) : std::nullopt;
}

/// Replaces the variables of one document.
class replacer {
 public:
  replacer(document& target, const variable_lookup& look_up) : target_(target), look_up_(look_up) {}

  // Recursive: a document is at most document::max_depth deep.
  void replace_in(json_node& node) {
    if (auto* text = std::get_if<std::string>(&node.value)) {
      replace(node, *text);
    } else if (auto* elements = std::get_if<json_node::array>(&node.value)) {
      for (json_node& each : *elements) replace_in(each);
    } else if (auto* members = std::get_if<json_node::object>(&node.value)) {
      for (json_member& each : *members) replace_in(each.value);
    }
  }

 private:
  struct variable {
    std::string name;
    bool is_text = false;  // always a text, whatever the value looks like
    char operation = ' ';  // ' ' (none), '-' or '?'
    std::string_view operand{};
  };

  void replace(json_node& node, std::string& text) {
    if (text.find('$') == std::string::npos) return;
    // Whether the whole text is one variable.
    const bool alone = text.starts_with("${") && end_of_variable(text, 0) == text.size();
    auto made = expanded(node, text, 0);
    if (!made) return;
    node.is_variable = alone && !parse(std::string_view(text).substr(2, text.size() - 3))->is_text;
    text = *std::move(made);
  }

  /// The position after the } of the variable that begins at `dollar`; npos if it is never closed.
  /// A default may contain braces, in pairs.
  static std::size_t end_of_variable(std::string_view text, std::size_t dollar) {
    int open = 0;
    for (std::size_t i = dollar + 1; i < text.size(); ++i) {
      if (text[i] == '{') ++open;
      if (text[i] == '}' && --open == 0) return i + 1;
    }
    return std::string_view::npos;
  }

  /// The text with its variables replaced. Nothing if something is wrong, which has been complained
  /// about then. Recursive for defaults, at most document::max_depth deep.
  std::optional<std::string> expanded(const json_node& node, std::string_view text,
                                      std::size_t depth) {
    if (depth > document::max_depth) {
      complain(node, "E006",
               "more than " + std::to_string(document::max_depth) + " variables inside each other");
      return std::nullopt;
    }
    std::string made;
    std::size_t at = 0;
    for (std::size_t dollar = text.find('$'); dollar != std::string_view::npos;
         dollar = text.find('$', at)) {
      made.append(text, at, dollar - at);
      const char after = dollar + 1 < text.size() ? text[dollar + 1] : ' ';
      if (after != '{') {
        made += '$';
        at = dollar + (after == '$' ? 2 : 1);
        continue;
      }
      at = end_of_variable(text, dollar);
      if (at == std::string_view::npos) {
        complain(node, "E109", in_quotes(text) + " has a ${ that is never closed", "",
                 std::string(how_to_write));
        return std::nullopt;
      }
      const auto value = value_of(node, text.substr(dollar + 2, at - dollar - 3), depth);
      if (!value) return std::nullopt;
      made += *value;
      if (made.size() > document::max_bytes) break;
    }
    if (at < text.size()) made.append(text, at);
    if (made.size() <= document::max_bytes) return made;
    complain(node, "E002", "a text becomes too large by its variables");
    return std::nullopt;
  }

  std::optional<std::string> value_of(const json_node& node, std::string_view written,
                                      std::size_t depth) {
    const std::optional<variable> found = parse(written);
    if (!found) {
      complain(node, "E109", in_quotes("${" + std::string(written) + "}") + " is no variable", "",
               std::string(how_to_write));
      return std::nullopt;
    }
    std::optional<std::string> value = look_up_(found->name);
    const bool counts = value && (found->operation == ' ' || !value->empty());
    if (counts && !find_encoding_error(source_text(found->name, *value))) return value;
    if (counts) {
      complain(node, "E109", "the variable " + found->name + " is not UTF-8 text");
    } else if (found->operation == '-') {
      return expanded(node, found->operand, depth + 1);
    } else if (found->operation == '?') {
      const auto why = expanded(node, found->operand, depth + 1);
      if (!why) return std::nullopt;
      complain(node, "E109",
               "the variable " + found->name + " is " + (value ? "empty" : "not set") +
                   (why->empty() ? "" : ": " + *why));
    } else {
      complain(node, "E109", "the variable " + found->name + " is not set",
               did_you_mean(nearest_variable(found->name)),
               "${" + found->name + ":-default} has a default");
    }
    return std::nullopt;
  }

  /// Reads what stands between the braces.
  static std::optional<variable> parse(std::string_view written) {
    variable found;
    const std::size_t colon = written.find(':');
    std::string_view name = written.substr(0, colon);
    if (name.ends_with(as_text)) {
      found.is_text = true;
      name.remove_suffix(as_text.size());
    }
    found.name = name;
    const bool has_operation = colon != std::string_view::npos;
    if (has_operation && colon + 1 < written.size()) {
      found.operation = written[colon + 1];
      found.operand = written.substr(colon + 2);
    }
    const bool known = found.operation == '-' || found.operation == '?';
    if (is_variable_name(found.name) && has_operation == known) return found;
    return std::nullopt;
  }

  void complain(const json_node& node, std::string code, std::string message,
                std::string label = {}, std::string help = {}) {
    if (target_.diagnostics.size() >= most_complaints) return;
    diagnostic& made = target_.diagnostics.emplace_back(
        make_diagnostic(*target_.source, node.begin, node.end, std::move(code), std::move(message),
                        std::move(label), std::move(help)));
    made.place.pointer = target_.pointer_at(node.begin);
  }

  document& target_;
  const variable_lookup& look_up_;
};

}  // namespace

std::optional<std::string> environment_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::optional<json_node> scalar_of_variable(const json_node& node) {
  const auto* text = node.as<std::string>();
  if (text == nullptr || !node.is_variable) return std::nullopt;
  document alone = parse_document("", *text);
  if (alone.root == nullptr || !alone.diagnostics.empty()) return std::nullopt;
  const json_node::kind is = alone.root->is();
  if (is != json_node::kind::integer && is != json_node::kind::real &&
      is != json_node::kind::boolean) {
    return std::nullopt;
  }
  alone.root->begin = node.begin;
  alone.root->end = node.end;
  alone.root->file = node.file;
  return std::move(*alone.root);
}

void put_in_variables(document& target, const variable_lookup& look_up) {
  if (target.root != nullptr) replacer(target, look_up).replace_in(*target.root);
}

}  // namespace fauxtp
