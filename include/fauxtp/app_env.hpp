#pragma once

#include "fauxtp/term.hpp"

#pragma GCC visibility push(default)
namespace fauxtp {

/// What the application file of the running actor has under "env".
///
/// ```cpp file=test/examples/application.cpp region=env
/// std::string greeting() { return app_env().get("motd", "Welcome"); }
/// ```
///
/// The value is a map; it is nil, of which `get` gives the default, for a node that no file has
/// made. It stays as long as the node, and never changes. Throws std::logic_error outside an actor.
/// Like OTP's application:get_env.
const term& app_env();

}  // namespace fauxtp
#pragma GCC visibility pop
