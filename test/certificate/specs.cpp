#include "specs.hpp"

#include "fauxtp/dynamic_supervisor.hpp"
#include "workers.hpp"

namespace certificate {

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

constexpr auto a_day = 24h;  // no restart is ever forgotten: OTP counts whole seconds

shutdown_time shutdown_of(const std::string& text) {
  if (text == "brutal_kill") return shutdown_time::brutal_kill();
  if (text == "infinity") return infinity;
  return std::chrono::milliseconds(std::stoi(text));
}

supervisor_spec spec_of(world& world, const std::string& path, const child& supervisor) {
  supervisor_spec spec{.strategy = supervisor.strategy,
                       .intensity = supervisor.intensity,
                       .period = a_day,
                       .auto_shutdown = supervisor.auto_shutdown};
  for (const child& each : supervisor.children) {
    spec.children.push_back(spec_of_child(world, path, each));
  }
  return spec;
}

/// The extra argument is the child's id.
start_function recorded_with(world& world, const std::string& path, const child& shared) {
  return [&world, path, start = recorded(world, path, shared),
          again = std::make_shared<bool>(false)](start_options options) {
    if (std::exchange(*again, true)) world.ignore_no_more(path);
    options.spawn.label = path;  // else its path has a number
    return start(std::move(options));
  };
}

dynamic_supervisor_spec dynamic_spec_of(world& world, const std::string& path,
                                        const child& supervisor) {
  const child& shared = supervisor.children.front();
  return {.child = {.start =
                        [&world, path, shared](const term& extra) {
                          return recorded_with(world, path + "/" + extra.get<std::string>(0),
                                               shared);
                        },
                    .restart = shared.restart,
                    .shutdown = shutdown_of(shared.shutdown),
                    .significant = shared.significant,
                    .type = shared.type},
          .intensity = supervisor.intensity,
          .period = a_day,
          .auto_shutdown = supervisor.auto_shutdown};
}

}  // namespace

start_function recorded(world& world, const std::string& path, const child& spec) {
  return [&world, path, spec](start_options options) {
    const std::string name = world.attempt(path, spec);
    options.spawn.on_exit = [&world, name](pid, const exit_reason& reason) {
      world.ended(name, reason);
    };
    const auto start = [&] {
      if (spec.dynamic) {
        return dynamic_supervisor::start_link(dynamic_spec_of(world, path, spec),
                                              std::move(options));
      }
      if (spec.type == child_type::supervisor) {
        return supervisor::start_link(spec_of(world, path, spec), std::move(options));
      }
      if (spec.kind == kind::stubborn) {
        return start_link<stubborn_worker>(std::move(options), &world, path);
      }
      return start_link<worker>(std::move(options), &world, path, spec);
    };
    const start_result started = start();
    if (started.ok()) {
      world.up(name, started.value(), spec);
    } else if (started.ignored()) {
      world.ignored(name);
    } else {
      world.failed(name, started.reason());
    }
    return started;
  };
}

child_spec spec_of_child(world& world, const std::string& path, const child& child) {
  return {.id = child.id,
          .start = recorded(world, path + "/" + child.id, child),
          .restart = child.restart,
          .shutdown = shutdown_of(child.shutdown),
          .significant = child.significant,
          .type = child.type};
}

}  // namespace certificate
