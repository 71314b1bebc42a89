// What upper rooms ask of the running actor.
#include "actor/running.hpp"

#include "actor/local_node.hpp"

namespace fauxtp::detail {

std::string own_label() { return process::current().name(); }

std::mt19937_64& own_dice() { return process::current().home().dice(); }

void supervises(ref monitor, pid child, duration patience) {
  process::current().relations().supervises(monitor, {child, patience});
}

std::vector<supervised_child> take_orphans(pid supervisor) {
  return process::current().node().orphans().take(supervisor);
}

const term& own_env() { return process::current().node().env().now(); }

void change_env(std::shared_ptr<const term> next) {
  process::current().node().env().change(std::move(next));
}

void watch_own_env() {
  process& own = process::current();
  own.is_noted();
  own.node().env().watch(own.id());
}

std::vector<pid> watchers_of_env() { return process::current().node().env().watchers(); }

}  // namespace fauxtp::detail
