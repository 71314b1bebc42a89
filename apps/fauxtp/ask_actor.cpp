// fauxtp call, cast, state, suspend, resume, kill: one request about one actor.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "control/control_client.hpp"
#include "control/requests.hpp"
#include "fauxtp/json.hpp"
#include "fauxtp/shown_text.hpp"

namespace {

/// Refused here as the application would: to write a deeper one takes more stack than there is.
nlohmann::json parsed(const std::string& message) {
  using event = nlohmann::json::parse_event_t;
  const auto bound = [](int depth, event what, const nlohmann::json&) {
    const bool begins = what == event::array_start || what == event::object_start;
    if (!begins || depth < fauxtp::deepest_json) return true;
    throw request_error(exit_failed, "the message has more than " +
                                         std::to_string(fauxtp::deepest_json) +
                                         " arrays and objects inside each other");
  };
  try {
    return nlohmann::json::parse(message, bound);
  } catch (const nlohmann::json::exception&) {
    constexpr std::size_t longest_shown = 200;
    throw request_error(exit_usage,
                        "the message is not JSON: " + fauxtp::shortened(message, longest_shown));
  }
}

}  // namespace

int ask_actor(const std::string& request, const operator_options& options) {
  nlohmann::json asked = {
      {"request", request}, {"target", options.target}, {"timeout_ms", options.timeout_ms}};
  if (!options.message.empty()) asked["message"] = parsed(options.message);
  // The application's own error about a timeout says more, so this waits longer than the
  // application.
  const auto patience = std::chrono::milliseconds(options.timeout_ms) + std::chrono::seconds(2);
  const auto answer = ask(find_application(options.application), asked, patience);
  if (!answer.is_null()) {
    const bool is_text = answer.is_string() && !options.json;
    std::puts(is_text ? fauxtp::visible_lines(answer.get<std::string>()).c_str()
                      : fauxtp::visible(answer.dump()).c_str());
  }
  return exit_ok;
}
