// What other actors can ask of a dynamic supervisor.
#include "fauxtp/dynamic_supervisor.hpp"

#include "supervision/ask.hpp"
#include "supervision/dynamic_supervisor_loop.hpp"

namespace fauxtp {

namespace detail {
void refuse_extra(const term& given, const std::string& wanted) {
  throw std::invalid_argument("start_child was given " + to_string(given) +
                              ", but the children take " + wanted);
}
}  // namespace detail

start_result dynamic_supervisor::start_link(dynamic_supervisor_spec spec, start_options options) {
  return fauxtp::start_link<detail::dynamic_supervisor_loop>(std::move(options), std::move(spec));
}

start_result dynamic_supervisor::start(dynamic_supervisor_spec spec, start_options options) {
  return fauxtp::start<detail::dynamic_supervisor_loop>(std::move(options), std::move(spec));
}

child_reply dynamic_supervisor::start_with(const server_ref& supervisor, term extra) {
  return detail::ask<child_reply>(supervisor, detail::start_with_request{std::move(extra)});
}

child_reply dynamic_supervisor::terminate_child(const server_ref& supervisor, pid child) {
  return detail::ask<child_reply>(supervisor, detail::terminate_actor_request{child});
}

std::optional<child_spec> dynamic_supervisor::get_childspec(const server_ref& supervisor,
                                                            pid child) {
  return detail::ask<std::optional<child_spec>>(supervisor,
                                                detail::get_childspec_of_request{child});
}

std::optional<exit_reason> dynamic_supervisor::change(const server_ref& supervisor,
                                                      dynamic_supervisor_spec spec) {
  return detail::ask<std::optional<exit_reason>>(supervisor,
                                                 detail::change_dynamic_request{std::move(spec)});
}

start_function child_start(dynamic_supervisor_spec spec) {
  return start_function(
      [spec = std::move(spec)](start_options options) {
        return dynamic_supervisor::start_link(spec, std::move(options));
      },
      "fauxtp::dynamic_supervisor");
}

}  // namespace fauxtp
