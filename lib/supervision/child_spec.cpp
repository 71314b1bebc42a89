// Defaults of child specs, their mistakes, and functions as children.
#include "fauxtp/child_spec.hpp"

#include <array>

#include "fauxtp/supervisor.hpp"
#include "supervision/restart_delay.hpp"
#include "supervision/supervisor_loop.hpp"

namespace fauxtp {
namespace {

/// An actor that runs one function, and then ends.
class function_actor final : public actor {
 public:
  explicit function_actor(std::function<void()> function) : function_(std::move(function)) {}

 private:
  void run() override {
    function_();
    stop();
  }
  std::function<void()> function_;
};

template <std::size_t N, class Enum>
std::string_view name_of(const std::array<std::string_view, N>& names, Enum value) noexcept {
  return names[static_cast<std::size_t>(value)];
}

}  // namespace

namespace detail {

start_function start_function_of(actor_maker make, std::string what) {
  return start_function(
      [make = std::move(make)](start_options options) {
        return start_actor(make, relation::link, std::move(options));
      },
      std::move(what));
}

start_result start_function_actor(std::function<void()> function, start_options options) {
  return start_link<function_actor>(std::move(options), std::move(function));
}

}  // namespace detail

std::string_view to_string(restart_type restart) noexcept {
  return name_of<3>({"permanent", "transient", "temporary"}, restart);
}
std::string_view to_string(child_type type) noexcept {
  return name_of<2>({"worker", "supervisor"}, type);
}
std::string_view to_string(strategy how) noexcept {
  return name_of<3>({"one_for_one", "one_for_all", "rest_for_one"}, how);
}
std::string_view to_string(intensity_counts what) noexcept {
  return name_of<2>({"each", "first"}, what);
}
std::string_view to_string(auto_shutdown when) noexcept {
  return name_of<3>({"never", "any_significant", "all_significant"}, when);
}
std::string_view to_string(supervisor_error error) noexcept {
  return name_of<9>({"already_started", "already_present", "running", "restarting", "not_found",
                     "start_failed", "invalid_spec", "simple_one_for_one", "max_children"},
                    error);
}
std::string to_string(const shutdown_time& time) {
  if (time.is_brutal_kill()) return "brutal_kill";
  if (time.time() == infinity) return "infinity";
  return std::to_string(
             std::chrono::duration_cast<std::chrono::milliseconds>(time.time()).count()) +
         "ms";
}

namespace detail {
namespace {

term bad_combination(std::string_view key, std::string_view value) {
  return tuple("bad_combination", tuple(key, value), tuple("significant", true));
}

}  // namespace

void complete(child_spec& spec) {
  const bool worker = spec.type == child_type::worker;
  if (spec.id.empty()) spec.id = spec.name;
  if (!spec.restart) spec.restart = worker ? restart_type::transient : restart_type::permanent;
  if (!spec.shutdown) spec.shutdown = worker ? duration(std::chrono::seconds(5)) : infinity;
}

std::optional<exit_reason> mistake_in(const child_spec& spec, auto_shutdown when_done) {
  const auto start_spec = [](term mistake) {
    return exit_reason(tuple("start_spec", std::move(mistake)));
  };
  if (spec.id.empty()) return start_spec("missing_id");
  if (!spec.start) return start_spec("missing_start");
  if (spec.significant && when_done == auto_shutdown::never) {
    return start_spec(bad_combination("auto_shutdown", "never"));
  }
  if (spec.significant && spec.restart == restart_type::permanent) {
    return start_spec(bad_combination("restart", "permanent"));
  }
  if (!spec.pool.empty() && spec.spawn.instance == 0) return start_spec("missing_instance");
  if (spec.restart_delay && !is_sound(*spec.restart_delay)) {
    return start_spec("invalid_restart_delay");
  }
  return std::nullopt;
}

}  // namespace detail
}  // namespace fauxtp
