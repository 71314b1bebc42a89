// Checks the values of a JSON object that are not used, since their keys have no effect yet.
#include "declaration/object_reader.hpp"
#include "term/unicode.hpp"

namespace fauxtp {

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
