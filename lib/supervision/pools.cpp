// The pools that a supervisor keeps, and those of which its children are members.
#include <algorithm>

#include "fauxtp/pool.hpp"
#include "supervision/supervisor_loop.hpp"

namespace fauxtp {
namespace detail {

std::optional<exit_reason> supervisor_loop::keep_pools(std::vector<pool_spec> wanted,
                                                       registry_state::beside_actor beside) {
  registry_state& names = own_names();
  const auto drop_others = [&names](const std::vector<pool_spec>& from,
                                    const std::vector<pool_spec>& but) {
    for (const pool_spec& each : from) {
      if (!std::ranges::count(but, each.name, &pool_spec::name)) names.drop_pool(each.name, self());
    }
  };
  for (const pool_spec& each : wanted) {
    if (names.keep_pool(each, self(), beside)) continue;
    drop_others(wanted, spec_.pools);
    for (const pool_spec& before : spec_.pools) names.keep_pool(before, self(), beside);
    return exit_reason(tuple("name_is_taken", each.name));
  }
  drop_others(spec_.pools, wanted);
  spec_.pools = std::move(wanted);
  return std::nullopt;
}

void supervisor_loop::tell_pool(const child& about, absence what) {
  if (about.spec.pool.empty()) return;
  const auto pool = own_names().pool_named(about.spec.pool);
  if (pool != nullptr) pool->tells(about.spec.spawn.instance, what);
}

void supervisor_loop::join_pool(const child& up) {
  if (up.spec.pool.empty()) return;
  own_names().join_pool(up.spec.pool, up.spec.spawn.instance, up.actor);
}

void supervisor_loop::leave_pool(const child& from) {
  if (!from.spec.pool.empty()) own_names().leave_pool(from.actor);
}

}  // namespace detail

supervisor_spec pool_of(const pool_spec& pool, const child_spec& member) {
  supervisor_spec spec{.pools = {pool}};
  for (std::size_t number = 1; number <= pool.size; ++number) {
    child_spec& each = spec.children.emplace_back(member);
    each.id = each.name = pool.name + "-" + std::to_string(number);
    each.pool = pool.name;
    each.spawn.instance = number;
  }
  return spec;
}

}  // namespace fauxtp
