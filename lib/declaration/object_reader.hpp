// Reads one JSON object by its form.
#pragma once

#include <cstdint>
#include <deque>
#include <fauxtp/duration.hpp>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "declaration/application_spec.hpp"
#include "declaration/format_keys.hpp"
#include "document/complaints.hpp"
#include "document/document.hpp"

namespace fauxtp {

/// Reads the members of one object by its form. If a value is wrong, a function complains about it
/// and returns the default, so that one reading finds all mistakes.
class object_reader {
 public:
  /// `title` names the object in messages: child "pricer".
  object_reader(complaints& complain, const json_node& object, const object_form& form,
                std::string title);

  /// Complains about unknown keys, and about required keys that are missing. A key that is missing
  /// because it was misspelt is complained about only once. `told`: required keys whose absence the
  /// caller reports itself. If a key has no effect yet, the reader warns of that, and checks the
  /// key's value.
  void check_keys(std::initializer_list<std::string_view> told = {});
  /// Checks every value by its form.
  void check_values();
  /// Whether an unknown key was probably meant to be this one.
  bool was_meant(std::string_view key) const { return meant_.contains(std::string(key)); }

  /// Do not complain about this key, though it is unknown.
  void ignore(std::string_view key) { ignored_ = key; }

  /// Whether the value inside the object is an object; complains if it is not.
  bool is_section(const json_node& node, const std::string& title);

  const json_node* find(std::string_view key) const;

  std::string text(std::string_view key);
  std::string word(std::string_view key);
  std::string actor(std::string_view key);
  bool boolean(std::string_view key, bool otherwise);
  std::int64_t integer(std::string_view key, std::int64_t otherwise);
  double number(std::string_view key, double otherwise);
  std::optional<std::size_t> size(std::string_view key);
  duration time(std::string_view key, duration otherwise);
  duration timeout(std::string_view key, duration otherwise);
  shutdown_time shutdown(std::string_view key, shutdown_time otherwise);
  std::vector<const json_node*> texts(std::string_view key);  // without the wrong ones
  const json_node* object(std::string_view key);
  const json_node* array(std::string_view key, std::string_view wanted);
  const json_node* object_or_array(std::string_view key);
  std::vector<const json_node*> sections(std::string_view key);  // those that are objects
  void format(std::string_view key);

  template <class Enumeration>
  std::optional<Enumeration> known_choice(std::string_view key) {
    const auto index = choice_index(key);
    return index ? std::optional(static_cast<Enumeration>(*index)) : std::nullopt;
  }
  template <class Enumeration>
  Enumeration choice(std::string_view key, Enumeration otherwise) {
    return known_choice<Enumeration>(key).value_or(otherwise);
  }
  /// The members of a `choice_of_each` whose values are right.
  template <class Enumeration>
  std::vector<std::pair<const json_member*, Enumeration>> choice_of_each(std::string_view key) {
    std::vector<std::pair<const json_member*, Enumeration>> chosen;
    for (const auto& [member, index] : choice_indices(key)) {
      chosen.emplace_back(member, static_cast<Enumeration>(index));
    }
    return chosen;
  }

 private:
  void check_value(const key_rule& rule);
  void check_section(const json_node& node, const key_rule& rule, std::string title);
  std::optional<std::size_t> choice_index(std::string_view key);
  std::vector<std::pair<const json_member*, std::size_t>> choice_indices(std::string_view key);
  std::optional<std::size_t> index_of(std::string_view key, const json_node& found);
  /// The key's value if it is of that kind; else complains.
  const json_node* expect(std::string_view key, json_node::kind kind, std::string_view wanted);
  static std::string belongs_in(std::string_view home);
  std::string cannot_be(std::string_view key, std::string_view text) const;
  void complain_kind(std::string_view key, const json_node& found, std::string_view wanted);
  std::optional<duration> parse_time(std::string_view key, const json_node& found, std::string code,
                                     std::string_view wanted,
                                     std::initializer_list<std::string_view> words);

  complaints& complain_;
  const json_node& object_;
  const object_form& form_;
  std::string title_;
  std::set<std::string> meant_;
  std::string_view ignored_;
  std::deque<json_node> of_variables_;
};

}  // namespace fauxtp
