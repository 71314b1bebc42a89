// Children on request, from an application's file.
#pragma once

#include "fauxtp/dynamic_supervisor.hpp"
#include "fauxtp/module.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp {

/// How the children of a simple_one_for_one supervisor start: by the factory of the template's
/// actor, with the template's args and what start_child was given, put together by args_with.
dynamic_start start_of_template(actor_factory make, const term& args);

/// The args of one child. `extra` is a tuple of what start_child was given:
///
/// - after a list of args it is appended;
/// - into named args (a map) go those of each map that was given, which count more; anything else is
///   refused by std::invalid_argument;
/// - where the template has no args one that was given becomes the args, several a list.
term args_with(const term& args, const term& extra);

}  // namespace fauxtp
