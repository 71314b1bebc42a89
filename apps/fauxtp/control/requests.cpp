// What an operator may ask, and what is answered.
#include "control/requests.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <vector>

#include "commands.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/json.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/process_info.hpp"
#include "fauxtp/registry.hpp"
#include "fauxtp/sys.hpp"
#include "fauxtp/term.hpp"

namespace {

using nlohmann::json;
using namespace fauxtp;

double milliseconds(duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

/// How a request names an actor.
std::string shown(const process_info& actor) {
  return actor.name.empty() ? actor.label : actor.name;
}

json described(const process_info& seen, const std::map<pid, std::string>& names) {
  json made = {{"pid", to_string(seen.actor)},
               {"path", seen.label},
               {"name", seen.name},
               {"status", to_string(seen.status)},
               {"hibernates", seen.hibernates},
               {"mailbox", seen.messages},
               {"oldest_message_ms", milliseconds(seen.oldest_message)},
               {"handled", seen.handled},
               {"worker", seen.worker},
               {"stack_size", seen.stack_size},
               {"stack_used", seen.stack_used},
               {"stack_touched", seen.stack_touched}};
  if (seen.waits) {
    json& waits = made["waits"] = {{"for", to_string(seen.waits->what)},
                                   {"ms", milliseconds(seen.waits->since)}};
    if (seen.waits->where.line() != 0) {
      waits["file"] = seen.waits->where.file_name();
      waits["line"] = seen.waits->where.line();
    }
    if (seen.waits->whom) {
      const auto found = names.find(seen.waits->whom);
      waits["whom"] = found == names.end() ? to_string(seen.waits->whom) : found->second;
    }
  }
  return made;
}

/// All but the actors that answer operators, this one among them.
std::vector<process_info> all_actors() {
  std::vector<process_info> all = infos();
  std::erase_if(all, [](const process_info& each) { return each.label.starts_with("control/"); });
  std::ranges::sort(all, {}, [](const process_info& each) { return each.label; });
  return all;
}

std::map<pid, std::string> names_of(const std::vector<process_info>& all) {
  std::map<pid, std::string> names;
  for (const process_info& each : all) names.emplace(each.actor, shown(each));
  return names;
}

std::string text(const json& request, const char* key) {
  const auto found = request.find(key);
  if (found == request.end() || !found->is_string()) {
    throw request_error(exit_usage, std::string("the request has no text \"") + key + "\"");
  }
  return *found;
}

/// By registered name, path, or pid.
pid target(const json& request) {
  const std::string wanted = text(request, "target");
  if (const pid found = whereis(wanted)) return found;
  const std::vector<process_info> all = all_actors();
  for (const process_info& each : all) {
    const std::string pid_text = to_string(each.actor);
    if (each.label == wanted || pid_text == wanted || pid_text == "<" + wanted + ">") {
      return each.actor;
    }
  }
  // A path may leave out the application.
  for (const process_info& each : all) {
    const std::size_t slash = each.label.find('/');
    if (slash != std::string::npos && each.label.substr(slash + 1) == wanted) return each.actor;
  }
  throw request_error(exit_no_actor, "no actor \"" + wanted + "\"");
}

duration patience(const json& request) {
  return std::chrono::milliseconds(request.value("timeout_ms", std::int64_t{5000}));
}

json list_actors(const json&) {
  const std::vector<process_info> all = all_actors();
  const auto names = names_of(all);
  json actors = json::array();
  for (const process_info& each : all) actors.push_back(described(each, names));
  return actors;
}

json call_actor(const json& request) {
  const pid to = target(request);
  return to_json(call(to, to_term(request.at("message")), patience(request)));
}

json cast_actor(const json& request) {
  cast(target(request), to_term(request.at("message")));
  return nullptr;
}

json state_of(const json& request) {
  return to_string(sys::get_state(target(request), patience(request)));
}

json suspend_actor(const json& request) {
  sys::suspend(target(request), patience(request));
  return nullptr;
}

json resume_actor(const json& request) {
  sys::resume(target(request), patience(request));
  return nullptr;
}

json kill_actor(const json& request) {
  exit(target(request), exit_reason::kill);
  return nullptr;
}

/// What cannot be shown as it is, as bytes that are not UTF-8, is replaced.
std::string line_of(const json& shown) {
  return shown.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string failed(int code, const std::string& message) {
  return line_of({{"error", {{"code", code}, {"message", message}}}});
}

json answer(const request_handlers& handlers, const json& request) {
  if (!request.is_object()) throw request_error(exit_usage, "a request is a JSON object");
  const std::string wanted = text(request, "request");
  const auto found = handlers.find(wanted);
  if (found == handlers.end()) {
    throw request_error(exit_usage, "there is no request \"" + wanted + "\"");
  }
  try {
    return found->second(request);
  } catch (const call_error& error) {
    const bool late = error.cause() == exit_reason::timeout;
    const bool gone = error.cause() == exit_reason::noproc;
    throw request_error(late ? exit_timeout : gone ? exit_no_actor : exit_failed, error.what());
  }
}

}  // namespace

request_handlers requests_of_the_node() {
  return {{"ps", list_actors}, {"call", call_actor},       {"cast", cast_actor},
          {"state", state_of}, {"suspend", suspend_actor}, {"resume", resume_actor},
          {"kill", kill_actor}};
}

std::string answer_line(const request_handlers& handlers, const std::string& line) noexcept {
  try {
    try {
      return line_of({{"ok", answer(handlers, json::parse(line))}});
    } catch (const request_error& error) {
      return failed(error.code(), error.what());
    } catch (const json::exception& error) {
      return failed(exit_usage, error.what());
    } catch (const std::exception& error) {
      return failed(exit_failed, error.what());
    }
  } catch (const std::bad_alloc&) {
    return R"({"error": {"code": 1, "message": "there is no memory for the answer"}})";
  }
}
