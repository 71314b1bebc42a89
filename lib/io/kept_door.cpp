// Listeners that stay open while the actor that has them is started again.
#include "io/kept_door.hpp"

#include <list>
#include <mutex>
#include <utility>

#include "actor/process_table.hpp"

namespace fauxtp::io {
namespace {

struct kept {
  pid supervisor;
  address at;  // as it was asked for: with port 0 the listener keeps the port that it got
  kept_door door;
};

struct kept_doors {
  std::mutex guard;
  std::list<kept> all;
};

kept_doors& of_this_program() {
  static auto* all = new kept_doors;
  return *all;
}

}  // namespace

std::optional<kept_door> take_door(pid supervisor, const address& at) {
  std::list<kept> gone;  // closed when the lock is free
  std::optional<kept_door> found;
  kept_doors& doors = of_this_program();
  const std::lock_guard lock(doors.guard);
  for (auto each = doors.all.begin(); each != doors.all.end();) {
    const auto here = each++;
    const bool is_ours = here->supervisor == supervisor && here->at == at;
    if (is_ours) found = std::move(here->door);
    if (is_ours || !detail::lives(here->supervisor)) gone.splice(gone.end(), doors.all, here);
  }
  return found;
}

void keep_door(pid supervisor, const address& at, kept_door left) {
  kept_doors& doors = of_this_program();
  const std::lock_guard lock(doors.guard);
  doors.all.push_back({supervisor, at, std::move(left)});
}

}  // namespace fauxtp::io
