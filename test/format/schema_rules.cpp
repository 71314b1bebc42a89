// The parts of the schema that the tables of keys do not have, as JSON.
#include "format/schema_rules.hpp"

namespace {

using json = nlohmann::ordered_json;

constexpr const char* kinds = R"json({
  "variable": {
    "description": "${VAR}, ${VAR:-default} or ${VAR:?message}: the environment variable, read as what is wanted here.",
    "type": "string",
    "pattern": "\\$\\{[A-Za-z_][A-Za-z0-9_]*(:[-?][^}]*)?\\}"
  },
  "duration": {
    "description": "A duration with its unit: \"250ms\", \"5s\", \"1m30s\", \"1h\", \"100us\"; at most ten years. A bare number is refused: OTP counts some times in seconds and others in milliseconds.",
    "type": "string",
    "minLength": 2,
    "pattern": "^(?:\\d+h)?(?:\\d+m)?(?:\\d+(?:\\.\\d{1,6})?s)?(?:\\d+ms)?(?:\\d+us)?$",
    "examples": ["5s", "250ms", "1m30s"]
  },
  "positive_duration": {"allOf": [{"$ref": "#/definitions/duration"}, {"pattern": "[1-9]"}], "examples": ["5s"]},
  "size": {
    "description": "A size with its unit: \"4096B\", \"64KiB\", \"1MiB\", \"2GiB\".",
    "type": "string",
    "pattern": "^\\d+(?:B|KiB|MiB|GiB)$",
    "examples": ["64KiB", "1MiB"]
  },
  "timeout": {
    "anyOf": [{"const": "infinity"}, {"$ref": "#/definitions/positive_duration"}],
    "examples": ["infinity", "15s"]
  },
  "shutdown": {
    "anyOf": [{"enum": ["infinity", "brutal_kill"]}, {"$ref": "#/definitions/duration"}],
    "examples": ["5s", "infinity", "brutal_kill"]
  },
  "child": {
    "if": {"type": "object", "required": ["include"]},
    "then": {"$ref": "#/definitions/include_child"},
    "else": {
      "if": {"type": "object", "required": ["listen"]},
      "then": {"$ref": "#/definitions/listener"},
      "else": {
        "if": {"type": "object", "required": ["children"]},
        "then": {"$ref": "#/definitions/supervisor_child"},
        "else": {
          "if": {"type": "object", "anyOf": [{"required": ["every"]}, {"required": ["at"]}]},
          "then": {"$ref": "#/definitions/job"},
          "else": {"$ref": "#/definitions/worker"}
        }
      }
    }
  }
})json";

// For the root, and for a child that is a supervisor.
constexpr const char* rule_of_supervisors = R"json({
  "if": {"properties": {"auto_shutdown": {"const": "never"}}},
  "then": {
    "properties": {
      "children": {
        "items": {
          "not": {"properties": {"significant": {"const": true}}, "required": ["significant"]}
        }
      }
    }
  }
})json";

// For a child that is permanent by default.
constexpr const char* rule_of_permanent_ones = R"json({
  "if": {"properties": {"significant": {"const": true}}, "required": ["significant"]},
  "then": {
    "properties": {"restart": {"enum": ["transient", "temporary"]}},
    "required": ["restart"]
  }
})json";

constexpr const char* rules = R"json({
  "supervisor_child": {
    "anyOf": [{"required": ["id"]}, {"required": ["name"]}],
    "allOf": [
      {
        "if": {"properties": {"strategy": {"const": "simple_one_for_one"}}, "required": ["strategy"]},
        "then": {
          "properties": {
            "children": {
              "minItems": 1,
              "maxItems": 1,
              "items": {
                "not": {
                  "anyOf": [
                    {"required": ["name"]},
                    {"required": ["instances"]},
                    {"required": ["children"]},
                    {"required": ["listen"]},
                    {"required": ["every"]},
                    {"required": ["at"]}
                  ]
                }
              }
            }
          }
        },
        "else": {"properties": {"max_children": false}}
      }
    ]
  },
  "worker": {
    "anyOf": [{"required": ["id"]}, {"required": ["name"]}],
    "allOf": [
      {"if": {"required": ["route"]}, "then": {"required": ["name", "instances"]}},
      {"if": {"required": ["when_all_fail"]}, "then": {"required": ["route"]}},
      {
        "if": {"properties": {"significant": {"const": true}}, "required": ["significant"]},
        "then": {"properties": {"restart": {"enum": ["transient", "temporary"]}}}
      },
      {
        "if": {
          "allOf": [
            {"properties": {"significant": {"const": true}}, "required": ["significant"]},
            {"properties": {"type": {"const": "supervisor"}}, "required": ["type"]}
          ]
        },
        "then": {"required": ["restart"]}
      }
    ]
  },
  "listener": {"anyOf": [{"required": ["id"]}, {"required": ["name"]}]},
  "listen": {
    "if": {
      "properties": {"address": {"type": "string", "pattern": "^unix:"}},
      "required": ["address"]
    },
    "then": {"properties": {"port": false}},
    "else": {"required": ["port"]}
  },
  "job": {
    "anyOf": [{"required": ["id"]}, {"required": ["name"]}],
    "oneOf": [{"required": ["every"]}, {"required": ["at"]}],
    "allOf": [
      {
        "properties": {
          "at": {"pattern": "^((Sun|Mon|Tue|Wed|Thu|Fri|Sat) )?([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$|\\$\\{"}
        }
      }
    ]
  },
  "include_child": {"allOf": [{"properties": {"include": {"minLength": 1}}}]},
  "sink": {
    "allOf": [
      {
        "if": {"properties": {"type": {"const": "file"}}, "required": ["type"]},
        "then": {"required": ["path"]}
      },
      {
        "if": {"properties": {"type": {"const": "stderr"}}, "required": ["type"]},
        "then": {"properties": {"path": false}}
      },
      {
        "if": {"properties": {"type": {"enum": ["stderr", "journald"]}}, "required": ["type"]},
        "then": {"properties": {"rotate_size": false, "keep": false}}
      },
      {"if": {"required": ["keep"]}, "then": {"required": ["rotate_size"]}}
    ]
  }
})json";

}  // namespace

json kinds_of_values() { return json::parse(kinds); }

json rules_between_keys(std::string_view form) {
  static const json all = json::parse(rules);
  json made = all.value(std::string(form), json::object());
  const auto add_in_front = [&made](const char* rule) {
    json& each = *made.emplace("allOf", json::array()).first;
    each.insert(each.begin(), json::parse(rule));
  };
  const bool is_child = form == "supervisor_child";
  if (is_child || form == "listener") add_in_front(rule_of_permanent_ones);
  if (is_child || form == "supervisor") add_in_front(rule_of_supervisors);
  return made;
}
