// fauxtp health: whether a running application does its work, and who does not.
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "commands.hpp"
#include "console.hpp"
#include "control/control_client.hpp"
#include "control/requests.hpp"
#include "fauxtp/shown_text.hpp"

namespace {

using clock = std::chrono::steady_clock;
using nlohmann::json;

constexpr std::chrono::milliseconds between_looks{100};

json look(const operator_options& options) {
  return ask(find_application(options.application), {{"request", "health"}},
             std::chrono::milliseconds(options.timeout_ms));
}

bool is_well(const json& seen, const operator_options& options) {
  return seen.at(options.live ? "alive" : "ready").get<bool>();
}

}  // namespace

int health(const operator_options& options) {
  const auto until = clock::now() + std::chrono::milliseconds(options.wait_ms);
  json seen;
  for (;; std::this_thread::sleep_for(between_looks)) {
    const bool is_last = clock::now() >= until;
    try {
      seen = look(options);
      if (is_last || is_well(seen, options)) break;
    } catch (const request_error&) {  // it may not run yet
      if (is_last) throw;
    }
  }
  const bool well = is_well(seen, options);
  if (options.json) {
    print_json(seen);
  } else if (well) {
    std::puts(options.live ? "alive" : "ready");
  } else {
    for (const json& each : seen.at("problems")) {
      std::printf("%s: %s\n", fauxtp::visible(each.at("who").get<std::string>()).c_str(),
                  fauxtp::visible(each.at("why").get<std::string>()).c_str());
    }
  }
  return well ? exit_ok : exit_failed;
}
