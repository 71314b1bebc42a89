// An actor as an operator sees it.
#include "control/actor_json.hpp"

#include "actor_table.hpp"

using namespace fauxtp;
using nlohmann::json;

json actor_json(const process_info& seen, const std::function<std::string(pid)>& name_of) {
  json made = {
      {"pid", to_string(seen.actor)},     {"path", seen.label},    {"name", seen.name},
      {"status", to_string(seen.status)}, {"worker", seen.worker}, {"stack_size", seen.stack_size}};
  if (seen.seen_from_outside) return made;
  made["hibernates"] = seen.hibernates;
  made["suspended"] = seen.suspended;
  made["mailbox"] = seen.messages;
  made["oldest_message_ms"] = milliseconds(seen.oldest_message);
  made["handled"] = seen.handled;
  if (!seen.handling.empty()) {
    made["handling"] = seen.handling;
    made["handling_ms"] = milliseconds(seen.handling_for);
  }
  if (seen.left_out != 0) made["left_out"] = seen.left_out;
  if (seen.shed != 0) made["shed"] = seen.shed;
  if (seen.stack_used != 0) made["stack_used"] = seen.stack_used;
  if (seen.mailbox.messages != 0) {
    made["mailbox_limit"] = seen.mailbox.messages;
    made["overflow"] = to_string(seen.mailbox.policy);
    made["lost"] = seen.lost;
  }
  if (seen.mailbox.max_age != infinity) made["max_age_ms"] = milliseconds(seen.mailbox.max_age);
  if (seen.mailbox.shed.target != infinity) {
    made["shed_target_ms"] = milliseconds(seen.mailbox.shed.target);
  }
  if (!seen.waits) return made;
  json& waits = made["waits"] = {{"for", to_string(seen.waits->what)},
                                 {"ms", milliseconds(seen.waits->since)}};
  if (seen.waits->whom) {
    waits["whom"] = name_of(seen.waits->whom);
  } else if (!seen.waits->object.empty()) {
    waits["whom"] = seen.waits->object;
  }
  if (seen.waits->where.line() != 0) {
    waits["file"] = seen.waits->where.file_name();
    waits["line"] = seen.waits->where.line();
  }
  return made;
}
