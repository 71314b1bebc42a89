// Forms of arguments as JSON Schema.
#include "argument_schema.hpp"

#include <limits>
#include <map>
#include <string>

#include "fauxtp/json.hpp"

namespace {

using fauxtp::argument_form;
using json = nlohmann::ordered_json;
using kind = argument_form::kind;

json integer(const argument_form& form) {
  json made = {{"type", "integer"}};
  if (form.least != std::numeric_limits<std::int64_t>::min()) made["minimum"] = form.least;
  if (form.most != std::numeric_limits<std::int64_t>::max()) made["maximum"] = form.most;
  return made;
}

json fields(const argument_form& form) {
  json made = {{"type", "object"}, {"additionalProperties", false}};
  made["patternProperties"] = {{"^x-", json::object()}};
  made["properties"] = json::object();
  for (const argument_form& each : form.parts) {
    made["properties"][each.name] = schema_of(each);
    if (each.required) made["required"].push_back(each.name);
  }
  return made;
}

json row(const argument_form& form) {
  json made = {{"type", "array"}, {"minItems", form.parts.size()}, {"maxItems", form.parts.size()}};
  made["items"] = json::array();
  for (const argument_form& each : form.parts) made["items"].push_back(schema_of(each));
  return made;
}

/// A file may have a variable in place of a scalar.
json or_variable(json scalar) {
  return {{"anyOf", {std::move(scalar), {{"$ref", "#/definitions/variable"}}}}};
}

json schema_without_null(const argument_form& form) {
  switch (form.is) {
    case kind::anything:
      return json::object();
    case kind::boolean:
      return or_variable({{"type", "boolean"}});
    case kind::integer:
      return or_variable(integer(form));
    case kind::number:
      return or_variable({{"type", "number"}});
    case kind::text:
      return {{"type", "string"}};
    case kind::duration:
      return or_variable({{"$ref", "#/definitions/duration"}});
    case kind::size:
      return or_variable(
          {{"anyOf", {{{"type", "integer"}, {"minimum", 0}}, {{"$ref", "#/definitions/size"}}}}});
    case kind::list:
      return {{"type", "array"}, {"items", schema_of(form.parts[0])}};
    case kind::map:
      return {{"type", "object"}, {"additionalProperties", schema_of(form.parts[0])}};
    case kind::row:
      return row(form);
    case kind::fields:
      return fields(form);
  }
  return json::object();
}

}  // namespace

json schema_of(const argument_form& form) {
  json made = schema_without_null(form);
  if (form.nullable && form.is != kind::anything) {
    made = {{"anyOf", {std::move(made), {{"type", "null"}}}}};
  }
  if (form.otherwise) made["default"] = json(fauxtp::to_json(*form.otherwise));
  return made;
}

// If only one module has an actor of that name, the name alone is enough, too.
json with_arguments(json schema, const std::vector<fauxtp::module_offer>& modules) {
  std::map<std::string, int> owners;
  for (const auto& module : modules) {
    for (const auto& actor : module.actors) ++owners[actor.name];
  }
  json& worker = schema["definitions"]["worker"];
  json names = json::array();
  for (const auto& module : modules) {
    for (const auto& actor : module.actors) {
      json own = {module.name + "/" + actor.name};
      if (owners[actor.name] == 1) own.push_back(actor.name);
      names.push_back(own.back());
      if (!actor.arguments) continue;
      json args = schema_of(*actor.arguments);
      args["description"] = "The arguments of " + module.name + "/" + actor.name + ".";
      // Whether an argument is missing is for `fauxtp check` to say: a template may leave some out.
      args.erase("required");
      worker["allOf"].push_back({{"if", {{"properties", {{"actor", {{"enum", std::move(own)}}}}}}},
                                 {"then", {{"properties", {{"args", std::move(args)}}}}}});
    }
  }
  if (!names.empty()) worker["properties"]["actor"]["anyOf"][0]["examples"] = std::move(names);
  return schema;
}
