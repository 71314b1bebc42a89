// The actors that are built in.
#include "application/built_in_actors.hpp"

#include "fauxtp/acceptor.hpp"
#include "fauxtp/circuit_breaker.hpp"
#include "fauxtp/job_clock.hpp"
#include "fauxtp/program.hpp"
#include "fauxtp/rate_limiter.hpp"
#include "io/health_connection.hpp"

namespace fauxtp {

const module_library& built_in_actors() {
  static const auto* all = [] {
    auto* made = new module_library{.name = "fauxtp", .file = {}, .types = {}};
    made->types.add<io::acceptor>("acceptor");
    made->types.add<io::program>("program");
    made->types.add<io::health_connection>("health");
    made->types.add<job_clock>("job_clock");
    made->types.add<circuit_breaker_server>("circuit_breaker");
    made->types.add<rate_limiter_server>("rate_limiter");
    return made;
  }();
  return *all;
}

}  // namespace fauxtp
