// What an application's file says to all of its actors.
#include "fauxtp/app_env.hpp"

#include "actor/running.hpp"

namespace fauxtp {

const term& app_env() { return detail::own_env(); }
void watch_app_env() { detail::watch_own_env(); }

}  // namespace fauxtp
