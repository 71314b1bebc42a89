// Writes an application's file with all that it includes and all defaults.
#include "declaration/resolved_file.hpp"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "declaration/child_kind.hpp"
#include "declaration/format_keys.hpp"
#include "declaration/includes.hpp"
#include "document/complaints.hpp"
#include "document/document_set.hpp"
#include "document/variables.hpp"

namespace fauxtp {
namespace {

constexpr std::string_view hidden = "***";
constexpr std::string_view by_default = "default";

document read_file(const std::filesystem::path& path) {
  document read = read_document(path);
  put_in_variables(read, environment_variable);
  return read;
}

std::string json_text(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

bool is_secret(std::string key) {
  std::ranges::transform(key, key.begin(), [](unsigned char each) { return std::tolower(each); });
  constexpr std::string_view words[] = {"password", "passwd",  "passphrase", "secret",     "token",
                                        "apikey",   "api_key", "credential", "private_key"};
  return std::ranges::any_of(words,
                             [&](std::string_view each) { return key.find(each) != key.npos; });
}

/// The text with the passwords of addresses hidden: "https://user:***@host".
std::string without_password(std::string text) {
  for (auto at = text.find("://"); at != text.npos; at = text.find("://", at + 3)) {
    const std::size_t end = std::min(text.find_first_of("/ \t\n", at + 3), text.size());
    const std::size_t host = text.rfind('@', end);
    const std::size_t colon = text.find(':', at + 3);
    if (host == text.npos || host < at || colon > host) continue;
    text.replace(colon + 1, host - colon - 1, hidden);
  }
  return text;
}

/// A value as it will be written.
struct value {
  enum class kind { scalar, array, object } is = kind::scalar;
  std::string text;  // for a scalar, as JSON
  std::string origin;
  std::vector<std::pair<std::string, value>> members{};  // for an array: with empty keys
};

value scalar(std::string text, std::string_view origin) {
  return {value::kind::scalar, std::move(text), std::string(origin), {}};
}

class resolver {
 public:
  explicit resolver(const std::filesystem::path& path)
      : files_(read_file(path)),
        complain_(files_, found_),
        included_(files_, read_file, complain_) {}

  value application() { return of_object(&included_.settings(), application_form); }

 private:
  value of_object(const json_node* node, const object_form& form) {
    value made{value::kind::object, "", node == nullptr ? "" : origin_of(*node), {}};
    for (const key_rule& rule : form.keys) {
      if (rule.key == "include") continue;  // what it says stands here
      const json_member* member = node == nullptr ? nullptr : node->find(rule.key);
      if (member != nullptr) {
        made.members.emplace_back(rule.key, of_rule(rule, member->value));
      } else if (rule.form == value_form::runtime || rule.inside == &logging_form) {
        const bool is_runtime = rule.form == value_form::runtime;
        made.members.emplace_back(rule.key,
                                  of_object(nullptr, is_runtime ? runtime_form : logging_form));
      } else if (auto text = default_of(form, rule, node)) {
        made.members.emplace_back(rule.key, scalar(std::move(*text), by_default));
      }
    }
    if (node == nullptr) return made;
    for (const json_member& each : *node->as<json_node::object>()) {
      if (form.find(each.key) != nullptr) continue;
      made.members.emplace_back(each.key, as_it_is(each.value, each.key));
    }
    return made;
  }

  value of_rule(const key_rule& rule, const json_node& node) {
    switch (rule.form) {
      case value_form::section:
        return of_object(&node, *rule.inside);
      case value_form::sections:
      case value_form::section_of_each:
        return of_each(node, *rule.inside);
      case value_form::runtime:
        return of_object(&node, runtime_form);
      case value_form::supervisor:
        return of_object(&node, supervisor_form);
      case value_form::children:
        return of_children(node);
      case value_form::text:
      case value_form::host:
      case value_form::word:
      case value_form::actor:
      case value_form::texts:
      case value_form::choice:
        return as_it_is(node, std::string(rule.key), false);
      default:
        return as_it_is(node, std::string(rule.key));
    }
  }

  value of_each(const json_node& node, const object_form& form) {
    value made{value::kind::array, "", origin_of(node), {}};
    if (const auto* elements = node.as<json_node::array>()) {
      for (const json_node& each : *elements) made.members.emplace_back("", of_object(&each, form));
      return made;
    }
    made.is = value::kind::object;
    for (const json_member& each : *node.as<json_node::object>()) {
      made.members.emplace_back(each.key, of_object(&each.value, form));
    }
    return made;
  }

  value of_children(const json_node& node) {
    value made{value::kind::array, "", origin_of(node), {}};
    for (const json_node& each : *node.as<json_node::array>()) add_listed(each, made);
    return made;
  }

  void add_listed(const json_node& node, value& to) {
    const json_member* name = node.find("include");
    if (name == nullptr) {
      to.members.emplace_back("", of_object(&node, form_of_child(node)));
      return;
    }
    included_.in_file(name->value, [&](const json_node& root) {
      if (const auto* children = root.as<json_node::array>()) {
        for (const json_node& each : *children) add_listed(each, to);
      } else {
        add_listed(root, to);
      }
    });
  }

  static const object_form& form_of_child(const json_node& node) {
    switch (kind_of_child(node)) {
      case child_kind::listener:
        return listener_form;
      case child_kind::job:
        return job_form;
      case child_kind::supervisor:
        return supervisor_child_form;
      default:
        return worker_form;
    }
  }

  /// A value that is free-form or has no default. `typed`: a variable may be a number.
  value as_it_is(const json_node& node, const std::string& key, bool typed = true) {
    value made{value::kind::scalar, "", origin_of(node), {}};
    if (is_secret(key) && node.is() != json_node::kind::null) {
      made.text = json_text(hidden);
      return made;
    }
    switch (node.is()) {
      case json_node::kind::null:
        made.text = "null";
        break;
      case json_node::kind::boolean:
        made.text = *node.as<bool>() ? "true" : "false";
        break;
      case json_node::kind::integer:
        made.text = std::to_string(*node.as<std::int64_t>());
        break;
      case json_node::kind::real:
        made.text = nlohmann::json(*node.as<double>()).dump();
        break;
      case json_node::kind::text:
        if (const auto known = typed ? scalar_of_variable(node) : std::nullopt) {
          made.text = as_it_is(*known, key, false).text;
        } else {
          made.text = json_text(without_password(*node.as<std::string>()));
        }
        break;
      case json_node::kind::array:
        made.is = value::kind::array;
        for (const json_node& each : *node.as<json_node::array>()) {
          made.members.emplace_back("", as_it_is(each, key, typed));
        }
        break;
      case json_node::kind::object:
        made.is = value::kind::object;
        for (const json_member& each : *node.as<json_node::object>()) {
          made.members.emplace_back(each.key, as_it_is(each.value, each.key, typed));
        }
        break;
    }
    return made;
  }

  std::string origin_of(const json_node& node) const {
    const source_place place = complain_.place_of(node);
    return place.file + ":" + std::to_string(place.line) + (node.is_variable ? ", a variable" : "");
  }

  /// The default as JSON; nothing if there is none.
  static std::optional<std::string> default_of(const object_form& form, const key_rule& rule,
                                               const json_node* node) {
    const bool is_child = form.find("id") != nullptr;
    if (is_child && rule.key == "id") return name_of(*node);
    const key_rule* of_supervisor = &form == &worker_form && is_supervisor(*node)
                                        ? supervisor_child_form.find(rule.key)
                                        : nullptr;
    const key_rule& told = of_supervisor != nullptr ? *of_supervisor : rule;
    if (told.fallback.empty()) return std::nullopt;
    return std::string(told.fallback);
  }

  /// Whether the actor is itself a supervisor, and so has the defaults of one.
  static bool is_supervisor(const json_node& worker) {
    const json_member* type = worker.find("type");
    const std::string* called = type == nullptr ? nullptr : type->value.as<std::string>();
    return called != nullptr && *called == "supervisor";
  }

  static std::optional<std::string> name_of(const json_node& child) {
    const json_member* name = child.find("name");
    if (name == nullptr) return std::nullopt;
    return json_text(*name->value.as<std::string>());
  }

  std::vector<diagnostic> found_;
  document_set files_;
  complaints complain_;
  includes included_;
};

void write(const value& shown, const std::string& indent, bool with_origins, bool last,
           std::string& out) {
  const auto end_line = [&](const value& of) {
    if (!last) out += ",";
    if (with_origins && !of.origin.empty()) out += "  // " + of.origin;
    out += "\n";
  };
  if (shown.is == value::kind::scalar || shown.members.empty()) {
    out += shown.is == value::kind::scalar  ? shown.text
           : shown.is == value::kind::array ? "[]"
                                            : "{}";
    return end_line(shown);
  }
  const bool is_array = shown.is == value::kind::array;
  out += is_array ? "[\n" : "{\n";
  const std::string inner = indent + "  ";
  for (const auto& each : shown.members) {
    out += inner;
    if (!is_array) out += json_text(each.first) + ": ";
    write(each.second, inner, with_origins, &each == &shown.members.back(), out);
  }
  out += indent + (is_array ? "]" : "}");
  if (!last) out += ",";
  out += "\n";
}

}  // namespace

std::string resolved_file(const std::filesystem::path& path, bool with_origins) {
  std::string text;
  write(resolver(path).application(), "", with_origins, true, text);
  return text;
}

}  // namespace fauxtp
