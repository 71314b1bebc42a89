// The JSON Schema, which editors use for completion, says what the loader reads.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "application/small_application.hpp"
#include "declaration/application_loader.hpp"
#include "declaration/format_keys.hpp"
#include "document/variables.hpp"

namespace {

using namespace small_application;

json read_schema() {
  const auto path = std::filesystem::path(__FILE__).parent_path() /
                    "../../config/schema/fauxtp-app-1.schema.json";
  std::ifstream in(path);
  BOOST_REQUIRE(in);
  return json::parse(in);
}
const json& schema() {
  static const json whole = read_schema();
  return whole;
}

const json a_variable = {{"$ref", "#/definitions/variable"}};

// Whether a text with a ${VARIABLE} may stand in place of the value.
bool may_be_variable(const json& value) {
  const json alternatives = value.value("anyOf", json::array());
  return alternatives.size() == 2 && alternatives.back() == a_variable;
}

// The schema of a value, with its references followed and combined.
json resolved(const json& value) {
  json result = value;
  if (may_be_variable(value)) {
    result.erase("anyOf");
    result.update(resolved(value.at("anyOf").at(0)));
  }
  if (const auto reference = value.find("$ref"); reference != value.end()) {
    const std::string target = reference->get<std::string>();
    BOOST_REQUIRE(target.starts_with('#'));
    result = resolved(schema().at(json::json_pointer(target.substr(1))));
  }
  for (const json& part : value.value("allOf", json::array())) {
    if (!part.contains("if")) result.update(resolved(part));
  }
  for (json& part : result.value("anyOf", json::array())) result["any"].push_back(resolved(part));
  return result;
}

struct object_schema {
  std::string name;
  const object_form& form;
  json at;
};
std::vector<object_schema> objects() {
  std::vector<object_schema> all;
  for (const object_form* each : all_forms) {
    const std::string name(each->name);
    const bool is_whole = each == &application_form;
    all.push_back({name, *each, is_whole ? schema() : schema().at("definitions").at(name)});
  }
  return all;
}

// All files that an application includes are empty arrays.
document no_children(const std::filesystem::path& path) {
  return parse_document(path.string(), "[]");
}

loaded_application load(const json& whole) {
  return load_application(parse_document("app.json", whole.dump(1)), no_children);
}

// Values that the schema itself gives for a key: examples, choices, default, bounds.
std::vector<json> good_values(const key_rule& rule, const json& value) {
  std::vector<json> values;
  for (const char* source : {"examples", "enum"}) {
    for (const json& each : value.value(source, json::array())) values.push_back(each);
  }
  for (const char* source : {"default", "minimum", "maximum"}) {
    if (value.contains(source)) values.push_back(value[source]);
  }
  if (values.empty() && value.value("type", json()) == "boolean") {
    values = {true, false};
  }
  if (rule.key == "children" || rule.form == value_form::texts) {
    values.push_back(json::array());
  } else if (rule.form == value_form::section_of_each || rule.form == value_form::sections) {
    // the examples of these forms are enough
  } else if (value.value("type", json()) == "object") {
    values.push_back(rule.inside != nullptr ? smallest(*rule.inside) : json::object());
  } else if (rule.form == value_form::text) {
    values.push_back(rule.key == "at" ? "03:00" : "any text");
  }
  return values;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(the_schema)

BOOST_AUTO_TEST_CASE(has_the_keys_of_the_loader_and_requires_the_same) {
  for (const object_schema& each : objects()) {
    BOOST_TEST_CONTEXT(each.name) {
      std::set<std::string> keys;
      std::set<std::string> required;
      for (const key_rule& rule : each.form.keys) {
        keys.emplace(rule.key);
        if (rule.required) required.emplace(rule.key);
      }
      std::set<std::string> in_schema;
      for (const auto& [key, value] : each.at.at("properties").items()) in_schema.insert(key);
      BOOST_TEST(keys == in_schema, boost::test_tools::per_element());
      BOOST_TEST(required == each.at.value("required", std::set<std::string>()),
                 boost::test_tools::per_element());
      BOOST_TEST(each.at.at("additionalProperties") == false);
      BOOST_TEST(each.at.at("patternProperties").contains("^x-"));
    }
  }
}

BOOST_AUTO_TEST_CASE(has_the_kinds_the_choices_and_the_bounds_of_the_loader) {
  for (const object_schema& each : objects()) {
    for (const key_rule& rule : each.form.keys) {
      BOOST_TEST_CONTEXT(each.name << " " << rule.key) {
        const json value = resolved(each.at.at("properties").at(std::string(rule.key)));
        BOOST_TEST(value.contains("description"));
        switch (rule.form) {
          case value_form::choice:
            BOOST_TEST(value.at("enum") ==
                       json(std::vector<std::string>(rule.choices.begin(), rule.choices.end())));
            break;
          case value_form::integer:
            BOOST_TEST(value.at("type") == "integer");
            BOOST_TEST(value.at("minimum") == rule.minimum);
            BOOST_TEST(value.at("maximum") == rule.maximum);
            break;
          case value_form::number:
            BOOST_TEST(value.at("type") == "number");
            BOOST_TEST(value.at("minimum") == rule.minimum);
            BOOST_TEST(value.at("maximum") == rule.maximum);
            break;
          case value_form::size:
            BOOST_TEST(value.at("anyOf").at(0).at("minimum") == rule.minimum);
            BOOST_TEST(value.at("anyOf").at(0).at("maximum") == rule.maximum);
            break;
          case value_form::word:
            BOOST_TEST(value.at("maxLength") == longest_word);
            [[fallthrough]];
          case value_form::text:
          case value_form::host:
          case value_form::actor:
          case value_form::duration:
            BOOST_TEST(value.at("type") == "string");
            break;
          case value_form::boolean:
            BOOST_TEST(value.at("type") == "boolean");
            break;
          case value_form::format:
            BOOST_TEST(value.at("minimum") == format_version);
            BOOST_TEST(value.at("maximum") == format_version);
            break;
          case value_form::texts:
          case value_form::children:
            BOOST_TEST(value.at("type") == "array");
            break;
          case value_form::timeout:
            BOOST_TEST(value.at("anyOf").at(0).at("const") == "infinity");
            break;
          case value_form::shutdown:
            BOOST_TEST(value.at("anyOf").at(0).at("enum") == json({"infinity", "brutal_kill"}));
            break;
          case value_form::args:
            BOOST_TEST(value.at("type") == json({"object", "array"}));
            break;
          case value_form::sections:
            BOOST_TEST(value.at("type") == "array");
            break;
          case value_form::choice_of_each:
            BOOST_TEST(resolved(value.at("additionalProperties")).at("enum") ==
                       json(std::vector<std::string>(rule.choices.begin(), rule.choices.end())));
            [[fallthrough]];
          case value_form::object:
          case value_form::section:
          case value_form::section_of_each:
          case value_form::runtime:
          case value_form::supervisor:
            BOOST_TEST(value.at("type") == "object");
            break;
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(offers_nothing_that_the_loader_refuses) {
  for (const object_schema& each : objects()) {
    for (const key_rule& rule : each.form.keys) {
      const json value = resolved(each.at.at("properties").at(std::string(rule.key)));
      const std::vector<json> values = good_values(rule, value);
      BOOST_TEST(!values.empty(), each.name << " " << rule.key << " has no example");
      for (const json& good : values) {
        const json object = smallest_with(each.form, rule.key, good);
        const loaded_application loaded = load(application_around(each.form, object));
        // A significant child must not be permanent, and a supervisor is permanent by default.
        if (rule.key == "significant" && good == true && each.form.find("restart") != nullptr &&
            each.form.find("restart")->fallback == R"("permanent")") {
          BOOST_TEST(!loaded.ok());
          continue;
        }
        BOOST_TEST(loaded.ok(), each.name << " " << rule.key << ": " << good << "\n"
                                          << render(loaded.diagnostics, false));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(allows_a_variable_where_the_loader_takes_one) {
  for (const object_schema& each : objects()) {
    for (const key_rule& rule : each.form.keys) {
      const json& value = each.at.at("properties").at(std::string(rule.key));
      if (!may_be_variable(value)) continue;
      for (const json& good : good_values(rule, resolved(value))) {
        json object = smallest_with(each.form, rule.key, good);
        object[std::string(rule.key)] = "${VALUE}";
        document written =
            parse_document("app.json", application_around(each.form, object).dump(1));
        put_in_variables(written, [&good](const std::string&) {
          return good.is_string() ? good.get<std::string>() : good.dump();
        });
        object[std::string(rule.key)] = good;
        BOOST_TEST(load_application(std::move(written), no_children).ok() ==
                       load(application_around(each.form, object)).ok(),
                   each.name << " " << rule.key << ": " << good);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(and_the_loader_refuse_every_other_key_and_every_wrong_kind) {
  for (const object_schema& each : objects()) {
    for (const key_rule& rule : each.form.keys) {
      BOOST_TEST_CONTEXT(each.name << " " << rule.key) {
        json object = smallest(each.form);
        object[std::string(rule.key) + "_"] = 1;
        const loaded_application neighbour = load(application_around(each.form, object));
        const auto error = std::ranges::find(neighbour.diagnostics, diagnostic::severity::error,
                                             &diagnostic::level);
        BOOST_REQUIRE(error != neighbour.diagnostics.end());
        BOOST_TEST(error->code == "E102");

        object = smallest(each.form);
        object[std::string(rule.key)] = nullptr;  // no key of this format may be null
        BOOST_TEST(!load(application_around(each.form, object)).ok());
      }
    }
    json object = smallest(each.form);
    object["x-anything"] = {{"free", {1, nullptr}}};
    BOOST_TEST(load(application_around(each.form, object)).ok(), each.name);
  }
}

BOOST_AUTO_TEST_CASE(and_the_loader_require_the_same_keys) {
  for (const object_schema& each : objects()) {
    for (const std::string& key : each.at.value("required", std::set<std::string>())) {
      json object = smallest(each.form);
      object.erase(key);
      BOOST_TEST(!load(application_around(each.form, object)).ok(), each.name << " " << key);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
