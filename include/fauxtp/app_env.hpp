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
/// made. A reload may change it: then the next call returns another value, while a reference to
/// this one stays good as long as the node. Throws std::logic_error outside an actor. Like OTP's
/// application:get_env.
const term& app_env();

/// What an actor that has called watch_app_env() is sent when a reload has changed the value, and
/// all that the reload has to start is up.
struct app_env_changed {};

/// From now on the running actor hears of changes:
///
/// ```cpp file=test/examples/application.cpp region=watch_env
/// class greeter : public gen_server<greeter, calls<>, casts<>, messages<app_env_changed>> {
///  public:
///   greeter() { watch_app_env(); }
///   void handle_info(app_env_changed) { greeting_ = greeting(); }
///   term handle_call(term, from) { return term(greeting_); }
///
///  private:
///   std::string greeting_ = greeting();
/// };
/// ```
///
/// An actor that reads a value once and does not watch keeps it until it is restarted. OTP tells
/// the application's callback module (application(3), `config_change/3`).
void watch_app_env();

}  // namespace fauxtp
#pragma GCC visibility pop
