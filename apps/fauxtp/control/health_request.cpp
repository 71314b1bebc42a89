#include "control/health_request.hpp"

#include "control/targets.hpp"
#include "fauxtp/health.hpp"

nlohmann::json tell_health(const nlohmann::json&, const running_tree& tree) {
  using nlohmann::json;
  const fauxtp::pid root = root_of(tree);
  if (!root) {
    return {{"alive", true},
            {"ready", false},
            {"problems", {{{"who", tree.application}, {"why", "has not begun to start"}}}}};
  }
  const fauxtp::health_report seen = fauxtp::health(root);
  json problems = json::array();
  for (const auto& [who, why] : seen.problems) problems.push_back({{"who", who}, {"why", why}});
  return {{"alive", seen.alive}, {"ready", seen.ready()}, {"problems", std::move(problems)}};
}
