// The smallest files in which an object, or a key, may stand.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "declaration/format_keys.hpp"

namespace small_application {

using namespace fauxtp;
using nlohmann::json;

/// The smallest valid object of that form.
inline json smallest(const object_form& form) {
  if (&form == &application_form) {
    return {{"name", "shop"}, {"supervisor", {{"children", json::array()}}}};
  }
  if (&form == &supervisor_form) {
    return {{"children", json::array()}};
  }
  if (&form == &supervisor_child_form) {
    return {{"id", "child"}, {"children", json::array()}};
  }
  if (&form == &listener_form) {
    // Without a period, that would change with the drain.
    return {{"id", "child"},
            {"listen", {{"port", 0}}},
            {"connection", {{"actor", "keeper"}}},
            {"period", "1m"}};
  }
  if (&form == &listen_form) {
    return {{"port", 0}};
  }
  if (&form == &listener_tls_form) {
    return {{"certificate", "a"}, {"key", "b"}};
  }
  if (&form == &connection_form) {
    return {{"actor", "keeper"}};
  }
  if (&form == &job_form) {
    return {{"id", "child"}, {"actor", "keeper"}, {"every", "1m"}};
  }
  if (&form == &include_child_form) {
    return {{"include", "children.json"}};
  }
  if (&form == &restart_delay_form) {
    return {{"min", "1ms"}};
  }
  if (&form == &shed_form) {
    return {{"target", "1ms"}};
  }
  if (&form == &scheduler_form) {
    return {{"threads", 1}};
  }
  if (&form == &sink_form) {
    return {{"type", "stderr"}};
  }
  if (&form == &capsules_form) {
    return {{"folder", "capsules"}};
  }
  if (&form == &cluster_form) {
    return {{"node", "shop@here"}};
  }
  if (&form == &tls_form) {
    return {{"cert", "a"}, {"key", "b"}, {"ca", "c"}};
  }
  return &form == &worker_form ? json{{"id", "child"}, {"actor", "keeper"}} : json::object();
}

/// The smallest valid object to which that key may be added with that value, or in which its value
/// may become that one.
inline json smallest_before(const object_form& form, std::string_view key, const json& value) {
  json object = smallest(form);
  if (key == "max_children" || value == "simple_one_for_one") {
    object["strategy"] = "simple_one_for_one";
    object["children"] = {smallest(worker_form)};
  }
  if (key == "at") {
    object.erase("every");
    object["at"] = "03:00";
  }
  if (key == "route" || key == "when_all_fail") {
    object.update({{"name", "stores"}, {"instances", 2}});
    if (key == "when_all_fail") object["route"] = "round_robin";
  }
  if (&form == &sink_form && (key != "type" || value == "file")) {
    object = {{"type", "file"}, {"path", "shop.log"}, {"rotate_size", "1MiB"}};
  }
  return object;
}

/// The smallest valid object in which that key may have that value.
inline json smallest_with(const object_form& form, std::string_view key, const json& value) {
  json object = smallest_before(form, key, value);
  object[std::string(key)] = value;
  return object;
}

/// An application in which `object` stands where that form belongs.
inline json application_around(const object_form& form, const json& object) {
  if (&form == &application_form) return object;
  struct place {
    const object_form& form;
    const char* pointer;  // of `object` inside an object of the form `around`
    const object_form& around;
  };
  const place places[] = {{runtime_form, "/runtime", application_form},
                          {supervisor_form, "/supervisor", application_form},
                          {restart_delay_form, "/restart_delay", worker_form},
                          {mailbox_form, "/mailbox", worker_form},
                          {shed_form, "/shed", mailbox_form},
                          {listen_form, "/listen", listener_form},
                          {listener_tls_form, "/tls", listen_form},
                          {connection_form, "/connection", listener_form},
                          {scheduler_form, "/schedulers/blocking", runtime_form},
                          {logging_form, "/logging", application_form},
                          {sink_form, "/sinks/0", logging_form},
                          {capsules_form, "/capsules", logging_form},
                          {metrics_form, "/metrics", application_form},
                          {dashboard_form, "/dashboard", application_form},
                          {control_form, "/control", application_form},
                          {cluster_form, "/cluster", application_form},
                          {tls_form, "/tls", cluster_form}};
  for (const place& each : places) {
    if (&each.form != &form) continue;
    json around = smallest(each.around);
    around[json::json_pointer(each.pointer)] = object;
    return application_around(each.around, around);
  }
  // A child: under this supervisor it may have any value of `significant`.
  json whole = smallest(application_form);
  whole["supervisor"] = {{"auto_shutdown", "any_significant"}, {"children", {object}}};
  return whole;
}

}  // namespace small_application
