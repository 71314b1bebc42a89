// Makes the tables of keys for config/README.md.
#include "format/key_tables.hpp"

#include "declaration/format_keys.hpp"
#include "declaration/quantity.hpp"

namespace {

using fauxtp::key_rule;
using fauxtp::object_form;
using fauxtp::reload_effect;
using fauxtp::value_form;

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string link_to(const object_form& form) {
  return "[" + std::string(form.name) + "](#" + std::string(form.name) + ")";
}

std::string from_to(const std::string& minimum, const std::string& maximum) {
  return ", from " + minimum + " to " + maximum;
}
std::string bounds_of(const key_rule& rule) {
  return from_to(std::to_string(rule.minimum), std::to_string(rule.maximum));
}
std::string sizes_of(const key_rule& rule) {
  return from_to(fauxtp::size_text(static_cast<std::size_t>(rule.minimum)),
                 fauxtp::size_text(static_cast<std::size_t>(rule.maximum)));
}

std::string choices_of(const key_rule& rule) {
  std::string all;
  for (const std::string_view each : rule.choices) all += (all.empty() ? "" : ", ") + code(each);
  return all;
}

std::string type_of(const key_rule& rule) {
  switch (rule.form) {
    case value_form::text:
      return "text";
    case value_form::host:
      return "number of a host, or `unix:PATH`";
    case value_form::word:
      return "word";
    case value_form::actor:
      return "name of an actor";
    case value_form::format:
      return "integer";
    case value_form::boolean:
      return "`true`, `false`";
    case value_form::integer:
      return "integer" + bounds_of(rule);
    case value_form::number:
      return "number" + bounds_of(rule);
    case value_form::size:
      return "size" + sizes_of(rule);
    case value_form::duration:
      return rule.minimum > 0 ? "duration, not zero" : "duration";
    case value_form::timeout:
      return "duration, not zero, or `infinity`";
    case value_form::shutdown:
      return "duration, `infinity` or `brutal_kill`";
    case value_form::choice:
      return choices_of(rule);
    case value_form::texts:
      return "array of texts";
    case value_form::object:
      return "object";
    case value_form::args:
      return "object or array";
    case value_form::section:
    case value_form::runtime:
    case value_form::supervisor:
      return link_to(*rule.inside);
    case value_form::sections:
      return "array of " + link_to(*rule.inside);
    case value_form::section_of_each:
      return "object of " + link_to(*rule.inside) + ", by name";
    case value_form::choice_of_each:
      return "object of " + choices_of(rule) + ", by name";
    case value_form::children:
      return "array of " + link_to(fauxtp::worker_form) + ", " +
             link_to(fauxtp::supervisor_child_form) + ", " + link_to(fauxtp::listener_form) + ", " +
             link_to(fauxtp::job_form) + ", " + link_to(fauxtp::include_child_form);
  }
  return {};
}

std::string default_of(const key_rule& rule) {
  if (rule.required) return "required";
  if (!rule.fallback.empty()) return code(rule.fallback);
  return rule.fallback_words.empty() ? "none" : std::string(rule.fallback_words);
}

std::string what_a_reload_does(const key_rule& rule) {
  switch (rule.reload) {
    case reload_effect::not_said:
      break;
    case reload_effect::nothing:
      return "does nothing";
    case reload_effect::at_once:
      return "takes it over at once";
    case reload_effect::in_place:
      return "takes it over without a restart";
    case reload_effect::restart:
      return "restarts the child";
    case reload_effect::next_start:
      return "leaves it to the next start";
    case reload_effect::children:
      return "starts and stops children";
    case reload_effect::inside:
      return "looks at what is inside";
  }
  return {};
}

std::string row_of(const key_rule& rule) {
  return "| " + code(rule.key) + " | " + type_of(rule) + " | " + default_of(rule) + " | " +
         std::string(rule.doc) + " | " + what_a_reload_does(rule) + " |\n";
}

std::string table_of(const object_form& form) {
  std::string table =
      "### " + std::string(form.name) + "\n\n" + std::string(form.doc) +
      "\n\n| key | type | default | meaning | a reload … |\n|---|---|---|---|---|\n";
  for (const key_rule& each : form.keys) table += row_of(each);
  return table;
}

}  // namespace

std::string key_tables() {
  std::string all;
  for (const object_form* each : fauxtp::all_forms) all += "\n" + table_of(*each);
  return all + "\n";
}
