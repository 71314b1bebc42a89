// fauxtp ps and top: every actor of a running application, once or at intervals.
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "actor_table.hpp"
#include "commands.hpp"
#include "console.hpp"
#include "control/control_client.hpp"
#include "live_screen.hpp"

namespace {

using nlohmann::json;

constexpr std::chrono::seconds patience{10};
constexpr std::chrono::milliseconds between_looks{1000};
constexpr int watched_ms = 200;  // for the shares of a processor

struct listing {
  json actors;
  std::string missing;  // what a list that was cut lacks; else empty
};

listing look(const operator_options& options) {
  json request = {{"request", "ps"}, {"filter", options.filter}, {"most", options.most}};
  if (options.cpu || options.sort == "cpu") request["cpu_ms"] = watched_ms;
  json answer = ask(find_application(options.application), request, patience);
  return {arranged(std::move(answer["actors"]), options.sort), missing_text(answer)};
}

void print(const json& actors) {
  for (const std::string& line : actor_table(actors)) std::puts(line.c_str());
}

int watch(const operator_options& options) {
  live_screen screen;
  do {
    const listing seen = look(options);
    if (options.json) {
      print_json(seen.actors);
      std::fflush(stdout);
    } else {
      std::vector<std::string> lines = actor_table(seen.actors);
      if (!seen.missing.empty()) lines.insert(lines.begin(), seen.missing);
      screen.show(lines);
    }
  } while (screen.wait(between_looks));
  return exit_ok;
}

}  // namespace

int ps(const operator_options& options) {
  if (options.watch) return watch(options);
  const listing seen = look(options);
  options.json ? print_json(seen.actors, 1) : print(seen.actors);
  if (!seen.missing.empty()) std::fprintf(stderr, "fauxtp: %s\n", seen.missing.c_str());
  return exit_ok;
}
