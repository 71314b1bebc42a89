// fauxtp call, cast, state, suspend, resume, kill: one request about one actor.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "control/control_client.hpp"
#include "control/requests.hpp"
#include "time_option.hpp"

int ask_actor(const std::string& request, const operator_options& options) {
  try {
    const auto patience = milliseconds_of(options.timeout);
    nlohmann::json asked = {
        {"request", request}, {"target", options.target}, {"timeout_ms", patience.count()}};
    if (!options.message.empty()) {
      try {
        asked["message"] = nlohmann::json::parse(options.message);
      } catch (const nlohmann::json::exception&) {
        throw request_error(exit_usage, "the message is not JSON: " + options.message);
      }
    }
    // The application tells of its own timeout: it knows more.
    const auto answer =
        ask(find_application(options.application), asked, patience + std::chrono::seconds(2));
    if (!answer.is_null()) {
      std::puts(answer.is_string() && !options.json ? answer.get<std::string>().c_str()
                                                    : answer.dump().c_str());
    }
    return exit_ok;
  } catch (const request_error& error) {
    std::fprintf(stderr, "fauxtp: %s\n", error.what());
    return error.code();
  }
}
