// Makes the JSON Schema of an application's file.
#include "format/schema.hpp"

#include <nlohmann/json.hpp>

#include "declaration/format_keys.hpp"
#include "format/schema_rules.hpp"

namespace {

using fauxtp::key_rule;
using fauxtp::object_form;
using fauxtp::value_form;
using json = nlohmann::ordered_json;

json reference_to(std::string_view name) {
  return {{"$ref", "#/definitions/" + std::string(name)}};
}

json all_of(json part) { return {{"allOf", json::array({std::move(part)})}}; }

json text_like(std::string_view pattern) { return {{"type", "string"}, {"pattern", pattern}}; }

json bounded(std::string_view type, const key_rule& rule) {
  return {{"type", type}, {"minimum", rule.minimum}, {"maximum", rule.maximum}};
}

json choices_of(const key_rule& rule) {
  return {{"enum", std::vector<std::string>(rule.choices.begin(), rule.choices.end())}};
}

/// A text with a ${VARIABLE} may stand in place of such a value. It may also stand in a text and in
/// free form, but there the schema allows it anyway.
bool may_be_variable(value_form form) {
  switch (form) {
    case value_form::word:
    case value_form::actor:
    case value_form::boolean:
    case value_form::integer:
    case value_form::number:
    case value_form::size:
    case value_form::duration:
    case value_form::timeout:
    case value_form::shutdown:
    case value_form::choice:
      return true;
    default:
      return false;
  }
}

json or_variable(json value) { return {{"anyOf", {std::move(value), reference_to("variable")}}}; }

json list_of(json items) { return {{"type", "array"}, {"items", std::move(items)}}; }
json each_member(json value) {
  return {{"type", "object"}, {"additionalProperties", std::move(value)}};
}

json kind_of(const key_rule& rule) {
  switch (rule.form) {
    case value_form::text:
    case value_form::host:
      return {{"type", "string"}};
    case value_form::word: {
      json made = text_like("^[A-Za-z_][A-Za-z0-9_.-]*$");
      made["maxLength"] = fauxtp::longest_word;
      return made;
    }
    case value_form::actor:
      return text_like("^(?:[A-Za-z0-9_.-]+/)?[A-Za-z_][A-Za-z0-9_.:-]*$");
    case value_form::format:
      return {{"type", "integer"},
              {"minimum", fauxtp::format_version},
              {"maximum", fauxtp::format_version}};
    case value_form::boolean:
      return {{"type", "boolean"}};
    case value_form::integer:
      return bounded("integer", rule);
    case value_form::number:
      return bounded("number", rule);
    case value_form::size: {
      json made;
      made["anyOf"] = json::array({bounded("integer", rule), reference_to("size")});
      made["examples"] = {"64KiB", "1MiB"};
      return made;
    }
    case value_form::duration:
      return all_of(reference_to(rule.minimum > 0 ? "positive_duration" : "duration"));
    case value_form::timeout:
      return all_of(reference_to("timeout"));
    case value_form::shutdown:
      return all_of(reference_to("shutdown"));
    case value_form::choice:
      return choices_of(rule);
    case value_form::texts: {
      json made = list_of({{"type", "string"}, {"minLength", 1}});
      made["uniqueItems"] = true;
      return made;
    }
    case value_form::object:
      return {{"type", "object"}};
    case value_form::args:
      return {{"type", {"object", "array"}}};
    case value_form::section:
    case value_form::runtime:
    case value_form::supervisor:
      return all_of(reference_to(rule.inside->name));
    case value_form::sections:
      return list_of(reference_to(rule.inside->name));
    case value_form::section_of_each:
      return each_member(reference_to(rule.inside->name));
    case value_form::choice_of_each:
      return each_member(or_variable(choices_of(rule)));
    case value_form::children:
      return list_of(reference_to("child"));
  }
  return {};
}

std::string description_of(const key_rule& rule) {
  std::string doc(rule.doc);
  if (!rule.fallback_words.empty()) doc += " Default: " + std::string(rule.fallback_words) + ".";
  return doc;
}

json value_of(const key_rule& rule) {
  json made;
  made["description"] = description_of(rule);
  if (!rule.fallback.empty()) made["default"] = json::parse(rule.fallback);
  json kind = kind_of(rule);
  if (!rule.example.empty()) kind["examples"] = json::array({json::parse(rule.example)});
  made.update(may_be_variable(rule.form) ? or_variable(std::move(kind)) : std::move(kind));
  return made;
}

json object_of(const object_form& form) {
  json made;
  made["description"] = form.doc;
  made["type"] = "object";
  for (const key_rule& each : form.keys) {
    if (each.required) made["required"].push_back(each.key);
  }
  made["additionalProperties"] = false;
  made["patternProperties"]["^x-"]["description"] = "Extension key: ignored by fauxtp.";
  for (const key_rule& each : form.keys) made["properties"][std::string(each.key)] = value_of(each);
  made.update(rules_between_keys(form.name));
  return made;
}

}  // namespace

std::string schema_text() {
  json whole = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                {"title", "fauxtp application, format " + std::to_string(fauxtp::format_version)},
                {"allowComments", true}};
  whole.update(object_of(fauxtp::application_form));
  json& definitions = whole["definitions"] = kinds_of_values();
  for (const object_form* each : fauxtp::all_forms) {
    if (each != &fauxtp::application_form) definitions[std::string(each->name)] = object_of(*each);
  }
  return whole.dump(2) + "\n";
}
