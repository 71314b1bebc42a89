// Checks the keys of a JSON object, and the values of keys that have no effect yet.
#include <algorithm>

#include "declaration/foreign_words.hpp"
#include "declaration/object_reader.hpp"
#include "term/unicode.hpp"

namespace fauxtp {
namespace {

// A file with very many unknown keys would cost minutes.
constexpr int most_unknown_keys = 100;  // of one object

}  // namespace

void object_reader::check_keys(std::initializer_list<std::string_view> told) {
  const std::vector<std::string_view> names = form_.key_names();
  int unknown = 0;
  for (const json_member& member : *object_.as<json_node::object>()) {
    if (form_.find(member.key) != nullptr || is_extension_key(member.key) ||
        (!ignored_.empty() && member.key == ignored_)) {
      continue;
    }
    if (++unknown > most_unknown_keys) break;
    const auto meant = nearest(member.key, names);
    // A key that is there already is no suggestion.
    const bool helps = meant && object_.find(*meant) == nullptr;
    if (helps) meant_.insert(*meant);
    const std::string advice = helps ? "" : advice_for(member.key);
    complain_.at_key(member, "E102", "unknown key " + in_quotes(member.key) + " in " + title_,
                     helps ? did_you_mean(meant) : belongs_in(home_of(member.key)),
                     (advice.empty() ? "" : advice + "\n") + "allowed here: " + joined(names));
  }
  for (const key_rule& rule : form_.keys) {
    const bool caller_tells = std::find(told.begin(), told.end(), rule.key) != told.end();
    if (rule.required && !caller_tells && find(rule.key) == nullptr && !was_meant(rule.key)) {
      complain_.at(object_, "E101", title_ + " has no " + in_quotes(rule.key));
    }
    if (const json_member* member = object_.find(rule.key);
        member != nullptr && !rule.missing.empty()) {
      complain_
          .at_key(*member, "W207",
                  in_quotes(rule.key) + " has no effect yet: " + std::string(rule.missing))
          .level = diagnostic::severity::warning;
      check_value(rule);
    }
  }
}

void object_reader::check_values() {
  for (const key_rule& rule : form_.keys) check_value(rule);
}

void object_reader::check_value(const key_rule& rule) {
  switch (rule.form) {
    case value_form::text:
      (void)text(rule.key);
      break;
    case value_form::word:
      (void)word(rule.key);
      break;
    case value_form::boolean:
      (void)boolean(rule.key, false);
      break;
    case value_form::integer:
      (void)integer(rule.key, 0);
      break;
    case value_form::number:
      (void)number(rule.key, 0);
      break;
    case value_form::size:
      (void)size(rule.key);
      break;
    case value_form::duration:
      (void)time(rule.key, duration::zero());
      break;
    case value_form::choice:
      (void)choice_index(rule.key);
      break;
    case value_form::texts:
      (void)texts(rule.key);
      break;
    case value_form::section:
      if (const json_node* node = object(rule.key)) check_section(*node, rule, in_quotes(rule.key));
      break;
    case value_form::sections:
      for (const json_node* each : sections(rule.key)) {
        check_section(*each, rule, "one of " + in_quotes(rule.key));
      }
      break;
    case value_form::choice_of_each:
      (void)choice_indices(rule.key);
      break;
    case value_form::host:
    case value_form::actor:
    case value_form::format:
    case value_form::timeout:
    case value_form::shutdown:
    case value_form::object:
    case value_form::args:
    case value_form::runtime:
    case value_form::supervisor:
    case value_form::children:
    case value_form::section_of_each:
      break;  // the keys of these have an effect, and are read one by one
  }
}

void object_reader::check_section(const json_node& node, const key_rule& rule, std::string title) {
  if (!is_section(node, title)) return;
  object_reader inner(complain_, node, *rule.inside, std::move(title));
  inner.check_keys();
  inner.check_values();
}

}  // namespace fauxtp
