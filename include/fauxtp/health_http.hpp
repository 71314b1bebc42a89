#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "fauxtp/health.hpp"
#include "fauxtp/http.hpp"

#pragma GCC visibility push(default)
/// Like http.hpp not a part of fauxtp.hpp, because it needs Boost's headers.
namespace fauxtp::http {

/// The answers to `GET /livez` and `GET /readyz`, the two questions of an orchestrator or a load
/// balancer, about the tree in which the running actor lives; nothing for other requests. `/livez`
/// is 200 if all workers of the node move; if not, a restart of the process may help. `/readyz` is
/// 200 if the tree is ready (health.hpp). Otherwise both are 503, and the body has a line for each
/// problem: who, and why.
///
/// ```cpp file=test/examples/health.cpp region=http
/// class front : public http::connection {
///   http::response handle(const http::request& request) override {
///     if (auto health = http::health_answer(request)) return *std::move(health);
///     return http::answer("hello");
///   }
/// };
/// ```
///
/// A file needs no module for it: the actor `fauxtp/health` is a connection that answers nothing
/// else, for a listener of its own. Put that first in the file: then it answers while the others
/// start, and until all of them have stopped.
///
/// ```json file=config/health.json
/// {
///   "$schema": "./schema/fauxtp-app-1.schema.json",
///   "name": "probed",
///   "modules": ["counter_demo"],
///   "supervisor": {
///     "children": [
///       // Is first, so that it answers while the others start, and until they have stopped.
///       { "id": "health", "listen": { "address": "127.0.0.1", "port": "${HEALTH_PORT:-8081}" },
///         "drain": "1s", "connection": { "actor": "fauxtp/health" } },
///       { "name": "hits", "actor": "counter", "restart": "permanent", "drain": "5s" }
///     ]
///   }
/// }
/// ```
inline std::optional<response> health_answer(const request& asked) {
  std::string_view target(asked.target().data(), asked.target().size());
  target = target.substr(0, target.find('?'));
  const bool is_about_life = target == "/livez";
  if (!is_about_life && target != "/readyz") return std::nullopt;
  if (asked.method() != verb::get && asked.method() != verb::head) {
    response refused = answer("GET or HEAD\n", "text/plain", status::method_not_allowed);
    refused.set(field::allow, "GET, HEAD");
    return refused;
  }
  const health_report seen = health(top_supervisor());
  std::string text;
  for (const auto& [who, why] : seen.problems) text += who + ": " + why + "\n";
  const bool is_well = is_about_life ? seen.alive : seen.ready();
  response made = is_well ? answer(is_about_life ? "alive\n" : "ready\n")
                          : answer(std::move(text), "text/plain", status::service_unavailable);
  made.set(field::cache_control, "no-store");
  return made;
}

}  // namespace fauxtp::http
#pragma GCC visibility pop
