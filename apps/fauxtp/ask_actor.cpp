// fauxtp call, cast, state, suspend, resume, kill: one request about one actor.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "control/control_client.hpp"
#include "control/requests.hpp"
#include "fauxtp/json.hpp"
#include "fauxtp/shown_text.hpp"

namespace {

/// Throws for what the application would refuse. A message that is nested more deeply could not
/// even be sent: to write it takes more stack than there is.
nlohmann::json parsed(const std::string& message) {
  try {
    auto made = nlohmann::json::parse(message);
    static_cast<void>(fauxtp::to_term(made));
    return made;
  } catch (const nlohmann::json::exception&) {
    constexpr std::size_t longest_shown = 200;
    throw request_error(exit_usage,
                        "the message is not JSON: " + fauxtp::shortened(message, longest_shown));
  } catch (const fauxtp::bad_term& refusal) {
    throw request_error(exit_failed, refusal.what());
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
