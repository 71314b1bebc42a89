// What other actors can ask of a supervisor.
#include "fauxtp/supervisor.hpp"

#include <set>

#include "supervision/ask.hpp"
#include "supervision/supervisor_loop.hpp"

namespace fauxtp {
using detail::ask;

start_result supervisor::start_link(supervisor_spec spec, start_options options) {
  return start_link([spec = std::move(spec)] { return spec; }, std::move(options));
}

start_result supervisor::start_link(supervisor_init init, start_options options) {
  return fauxtp::start_link<detail::supervisor_loop>(std::move(options), std::move(init));
}

start_result supervisor::start(supervisor_spec spec, start_options options) {
  return start([spec = std::move(spec)] { return spec; }, std::move(options));
}

start_result supervisor::start(supervisor_init init, start_options options) {
  return fauxtp::start<detail::supervisor_loop>(std::move(options), std::move(init));
}

std::vector<child_info> supervisor::which_children(const server_ref& supervisor, duration wait,
                                                   child_filter wanted) {
  return ask<std::vector<child_info>>(supervisor, detail::which_children_request{std::move(wanted)},
                                      wait);
}

std::optional<child_info> supervisor::find_child(const server_ref& supervisor, std::string id,
                                                 duration wait) {
  return ask<std::optional<child_info>>(supervisor, detail::find_child_request{std::move(id)},
                                        wait);
}

child_counts supervisor::count_children(const server_ref& supervisor) {
  return ask<child_counts>(supervisor, detail::count_children_request{});
}

supervisor_status supervisor::get_status(const server_ref& supervisor, duration wait) {
  return ask<supervisor_status>(supervisor, detail::status_request{}, wait);
}

child_reply supervisor::start_child(const server_ref& supervisor, child_spec spec) {
  return ask<child_reply>(supervisor, detail::start_child_request{std::move(spec)});
}

child_reply supervisor::terminate_child(const server_ref& supervisor, std::string id) {
  return ask<child_reply>(supervisor, detail::terminate_child_request{std::move(id)});
}

child_reply supervisor::restart_child(const server_ref& supervisor, std::string id) {
  return ask<child_reply>(supervisor, detail::restart_child_request{std::move(id)});
}

child_reply supervisor::terminate_and_restart_child(const server_ref& supervisor, std::string id) {
  return ask<child_reply>(supervisor, detail::terminate_and_restart_request{std::move(id)});
}

child_reply supervisor::delete_child(const server_ref& supervisor, std::string id) {
  return ask<child_reply>(supervisor, detail::delete_child_request{std::move(id)});
}

std::optional<child_spec> supervisor::get_childspec(const server_ref& supervisor, std::string id,
                                                    duration wait) {
  return ask<std::optional<child_spec>>(supervisor, detail::get_childspec_request{std::move(id)},
                                        wait);
}

std::optional<exit_reason> supervisor::change(const server_ref& supervisor, supervisor_spec spec) {
  return ask<std::optional<exit_reason>>(supervisor, detail::change_request{std::move(spec)});
}

std::optional<exit_reason> supervisor::check(const supervisor_spec& spec) {
  if (spec.period <= duration::zero()) {
    return exit_reason(tuple("supervisor_data", tuple("invalid_period", spec.period.count())));
  }
  std::set<std::string> pools;
  for (const pool_spec& each : spec.pools) {
    const auto mistake = [&](const char* what) {
      return exit_reason(tuple("supervisor_data", tuple(what, each.name)));
    };
    if (each.name.empty() || each.size == 0) return mistake("invalid_pool");
    if (!pools.insert(each.name).second) return mistake("duplicate_pool_name");
  }
  return check_childspecs(spec.children, spec.auto_shutdown);
}

std::optional<exit_reason> supervisor::check_childspecs(const std::vector<child_spec>& specs,
                                                        auto_shutdown when_done) {
  std::set<std::string> ids;
  for (child_spec child : specs) {
    detail::complete(child);
    if (auto mistake = detail::mistake_in(child, when_done)) return mistake;
    if (!ids.insert(child.id).second) {
      return exit_reason(tuple("start_spec", tuple("duplicate_child_name", child.id)));
    }
  }
  return std::nullopt;
}

start_function child_start(supervisor_spec spec) {
  return child_start([spec = std::move(spec)] { return spec; });
}

start_function child_start(supervisor_init init) {
  return start_function(
      [init = std::move(init)](start_options options) {
        return supervisor::start_link(init, std::move(options));
      },
      "fauxtp::supervisor");
}

}  // namespace fauxtp
