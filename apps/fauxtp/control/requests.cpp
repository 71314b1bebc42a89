// What an operator may ask, and how it is answered.
#include "control/requests.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "commands.hpp"
#include "control/children.hpp"
#include "control/close_up.hpp"
#include "control/health_request.hpp"
#include "control/listing.hpp"
#include "control/streams.hpp"
#include "control/targets.hpp"
#include "fauxtp/call.hpp"
#include "fauxtp/json.hpp"
#include "fauxtp/link.hpp"
#include "fauxtp/plain_request.hpp"
#include "fauxtp/sys.hpp"
#include "run_log.hpp"

namespace {

using nlohmann::json;
using namespace fauxtp;

/// Fails with the refusal; the name that was asked for stands before the pid.
[[noreturn]] void fail(const json& request, const not_understood& refusal) {
  const std::string wanted = text_of(request, "target");
  const std::string why = refusal.what();
  throw request_error(exit_failed, why.find(wanted) < why.find(' ') ? why : wanted + " " + why);
}

json call_actor(const json& request, const running_tree& tree) {
  const server_ref to = receiver_of(request, tree);
  try {
    return to_json(call_plain(to, to_term(request.at("message")), patience_of(request)));
  } catch (const not_understood& refusal) {
    fail(request, refusal);
  }
}

json cast_actor(const json& request, const running_tree& tree) {
  const server_ref to = receiver_of(request, tree);
  try {
    cast_plain(to, to_term(request.at("message")), patience_of(request));
  } catch (const not_understood& refusal) {
    fail(request, refusal);
  }
  return nullptr;
}

json state_of(const json& request, const running_tree& tree) {
  return to_string(sys::get_state(target_of(request, tree), patience_of(request)));
}

json suspend_actor(const json& request, const running_tree& tree) {
  sys::suspend(target_of(request, tree), patience_of(request));
  return nullptr;
}

json resume_actor(const json& request, const running_tree& tree) {
  sys::resume(target_of(request, tree), patience_of(request));
  return nullptr;
}

json kill_actor(const json& request, const running_tree& tree) {
  exit(target_of(request, tree), exit_reason::kill);
  return nullptr;
}

json set_log_level(const json& request, const running_tree& tree) {
  const severity level = level_called(text_of(request, "level"));
  if (!request.contains("target")) {
    tree.log.set_level(level);
    return nullptr;
  }
  tree.log.set_level(path_of_target(request, tree), level);
  return nullptr;
}

/// A request that changes the tree goes on when its client has gone: half a change must not stay.
bool changes_the_tree(const std::string& request) {
  constexpr std::string_view all[] = {"terminate", "start", "restart", "delete", "reload"};
  return std::ranges::find(all, request) != std::end(all);
}

void answer_parsed(const request_handlers& requests, const stream_handlers& streams,
                   const json& request, const control_answer& answer) {
  if (!request.is_object()) throw request_error(exit_usage, "a request is a JSON object");
  const std::string wanted = text_of(request, "request");
  if (!changes_the_tree(wanted)) {
    answer.when_gone([own = self()] { exit(own, exit_reason::kill); });
  }
  const auto found = requests.find(wanted);
  const auto stream = streams.find(wanted);
  try {
    if (found != requests.end()) {
      answer.give(line_of({{"ok", found->second(request)}}));
    } else if (stream != streams.end()) {
      stream->second(request, answer);
    } else {
      throw request_error(exit_usage, "there is no request \"" + wanted + "\"");
    }
  } catch (const call_error& error) {
    if (error.cause() == exit_reason(term("not_a_server"))) {
      throw request_error(exit_failed,
                          text_of(request, "target") + " is no server: it takes no requests");
    }
    const bool late = error.cause() == exit_reason::timeout;
    const bool gone = error.cause() == exit_reason::noproc;
    throw request_error(late ? exit_timeout : gone ? exit_no_actor : exit_failed, error.what());
  }
}

std::string failed(int code, const std::string& message) {
  return line_of({{"error", {{"code", code}, {"message", message}}}});
}

}  // namespace

request_handlers requests_about(const running_tree& tree) {
  using handler = json (*)(const json&, const running_tree&);
  constexpr std::pair<const char*, handler> all[] = {
      {"ps", list_actors},        {"call", call_actor},           {"cast", cast_actor},
      {"state", state_of},        {"suspend", suspend_actor},     {"resume", resume_actor},
      {"kill", kill_actor},       {"terminate", terminate_child}, {"start", start_child},
      {"restart", restart_child}, {"delete", delete_child},       {"loglevel", set_log_level},
      {"info", look_closely},     {"stack", show_stack},          {"crashes", list_crashes},
      {"health", tell_health},
  };
  request_handlers made;
  for (const auto& [name, handle] : all) {
    made[name] = [handle = handle, tree](const json& request) { return handle(request, tree); };
  }
  return made;
}

stream_handlers streams_about(const running_tree& tree) {
  const auto with = [&tree](auto handle) {
    return [handle, tree](const json& request, const control_answer& answer) {
      handle(request, tree, answer);
    };
  };
  return {{"trace", with(trace_actor)}, {"logs", with(show_log)}};
}

void answer_request(const request_handlers& requests, const stream_handlers& streams,
                    const std::string& line, const control_answer& answer) {
  try {
    try {
      answer_parsed(requests, streams, json::parse(line), answer);
    } catch (const request_error& error) {
      answer.give(failed(error.code(), error.what()));
    } catch (const json::exception& error) {
      answer.give(failed(exit_usage, error.what()));
    } catch (const std::exception& error) {
      answer.give(failed(exit_failed, error.what()));
    }
  } catch (const std::bad_alloc&) {
    answer.give(R"({"error": {"code": 1, "message": "there is no memory for the answer"}})");
  }
}
