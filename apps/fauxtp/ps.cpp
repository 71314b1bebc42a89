// fauxtp ps and top: every actor of a running application, once or again and again.
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "actor_table.hpp"
#include "commands.hpp"
#include "control/control_client.hpp"
#include "live_screen.hpp"

namespace {

using nlohmann::json;

constexpr std::chrono::seconds patience{10};
constexpr std::chrono::milliseconds between_looks{1000};
constexpr int watched_ms = 200;  // for the shares of a processor

json look(const operator_options& options) {
  json request = {{"request", "ps"}};
  if (options.cpu || options.sort == "cpu") request["cpu_ms"] = watched_ms;
  return arranged(ask(find_application(options.application), request, patience), options.filter,
                  options.sort);
}

void print(const json& actors) {
  for (const std::string& line : actor_table(actors)) std::puts(line.c_str());
}

int watch(const operator_options& options) {
  live_screen screen;
  do {
    const json actors = look(options);
    if (options.json) {
      std::puts(actors.dump().c_str());
      std::fflush(stdout);
    } else {
      screen.show(actor_table(actors));
    }
  } while (screen.wait(between_looks));
  return exit_ok;
}

}  // namespace

int ps(const operator_options& options) {
  if (options.watch) return watch(options);
  const json actors = look(options);
  options.json ? void(std::puts(actors.dump(1).c_str())) : print(actors);
  return exit_ok;
}
