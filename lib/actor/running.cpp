// What upper rooms ask of the running actor.
#include "actor/running.hpp"

#include "actor/local_node.hpp"

namespace fauxtp::detail {

std::string own_label() { return process::current().name(); }

std::mt19937_64& own_dice() { return process::current().home().dice(); }

const term& own_env() {
  static const term none;
  const auto& env = process::current().node().options().env;
  return env == nullptr ? none : *env;
}

}  // namespace fauxtp::detail
