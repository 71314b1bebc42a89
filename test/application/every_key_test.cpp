// What a reload does with each key, and the default of each key, are what the format's tables say.
#include <algorithm>
#include <set>

#include "application/changing_tree.hpp"
#include "application/small_application.hpp"

using namespace reload_test;
using namespace small_application;

namespace {

/// Another value than the default, and than that of a small file.
json another_value(const object_form& form, const key_rule& rule) {
  switch (rule.form) {
    case value_form::word:
      return rule.key == "scheduler" ? "blocking" : "another";
    case value_form::actor:
      return "other";
    case value_form::format:
      return format_version;  // there is no other
    case value_form::boolean:
      return true;
    case value_form::integer:
    case value_form::size:
      return rule.minimum + 1;
    case value_form::number:
      return json::parse(rule.example);
    case value_form::duration:
    case value_form::timeout:
      return "7s";
    case value_form::shutdown:
      return "brutal_kill";
    case value_form::choice:
      if (rule.key == "type" && &form != &sink_form)
        return rule.choices.front();  // as the actor is
      if (rule.key == "strategy") return "rest_for_one";
      return rule.fallback == json(rule.choices.back()).dump() ? rule.choices.front()
                                                               : rule.choices.back();
    case value_form::texts:
      return {"keepers", "greeter_1"};
    case value_form::host:
      return "127.0.0.2";
    case value_form::object:
    case value_form::args:
      return {{"x", 1}};
    case value_form::section:
      return smallest(*rule.inside);
    case value_form::sections:
      return {smallest(*rule.inside)};
    case value_form::section_of_each:
      return {{"blocking", {{"threads", 4}}}};
    case value_form::choice_of_each:
      return {{"shop", rule.choices.back()}};
    case value_form::children:
      return {smallest(worker_form)};
    default:
      return rule.key == "at" ? "04:00" : "any text";
  }
}

std::string file_around(const object_form& form, const json& object) {
  json whole = application_around(form, object);
  if (!whole.contains("modules")) whole["modules"] = {"keepers"};
  json& blocking = whole["runtime"]["schedulers"]["blocking"];
  if (blocking.is_null()) blocking = {{"threads", 1}};
  return whole.dump(1);
}

using kind = tree_change::kind;

/// The kinds of changes by which that object becomes the other one.
std::set<kind> changes(const folder& home, const object_form& form, const json& before,
                       const json& after) {
  const auto running = loaded(home, file_around(form, before));
  const reload_plan plan(running, loaded(home, file_around(form, after)));
  std::set<kind> kinds;
  for (const tree_change& each : plan.changes()) kinds.insert(each.what);
  return kinds;
}

bool are(const std::set<kind>& kinds, reload_effect told) {
  switch (told) {
    case reload_effect::nothing:
      return kinds.empty();
    case reload_effect::at_once:
      return kinds == std::set{kind::set};
    case reload_effect::in_place:
      return kinds == std::set{kind::change};
    case reload_effect::restart:
      return kinds == std::set{kind::restart};
    case reload_effect::next_start:
      return kinds == std::set{kind::cannot};
    case reload_effect::children:
      return !kinds.empty() && std::ranges::all_of(kinds, [](kind each) {
        return each == kind::add || each == kind::remove;
      });
    default:
      return false;
  }
}

json before(const object_form& form, const key_rule& rule, const json& value) {
  json object = smallest_before(form, rule.key, value);
  if (&form != &worker_form && rule.key == "significant") object["restart"] = "transient";
  if (rule.key == "overflow") object["limit"] = 1;
  return object;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(every_key)

BOOST_AUTO_TEST_CASE(is_taken_over_by_a_reload_as_its_row_says) {
  const folder home;
  for (const object_form* form : all_forms) {
    for (const key_rule& rule : form->keys) {
      BOOST_TEST_CONTEXT(form->name << " " << rule.key) {
        if (rule.reload == reload_effect::inside) {
          BOOST_TEST((rule.inside != nullptr || rule.key == "include"));
          continue;
        }
        const json value = another_value(*form, rule);
        const json old_object = before(*form, rule, value);
        json new_object = old_object;
        new_object[std::string(rule.key)] = value;
        const auto found = changes(home, *form, old_object, new_object);
        std::string shown;
        for (const kind each : found) shown += " " + std::string(to_string(each));
        BOOST_TEST(are(found, rule.reload), "a reload says:" << shown);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(has_the_default_that_its_row_tells) {
  const folder home;
  for (const object_form* form : all_forms) {
    for (const key_rule& rule : form->keys) {
      if (rule.fallback.empty()) continue;
      BOOST_TEST_CONTEXT(form->name << " " << rule.key) {
        const json value = json::parse(rule.fallback);
        json old_object = before(*form, rule, value);
        old_object.erase(std::string(rule.key));
        json new_object = old_object;
        new_object[std::string(rule.key)] = value;
        BOOST_TEST(changes(home, *form, old_object, new_object).empty());
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
