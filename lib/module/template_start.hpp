// Children of an application's file that start on request.
#pragma once

#include "fauxtp/dynamic_supervisor.hpp"
#include "fauxtp/module.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp {

/// How the children of a simple_one_for_one supervisor start: by the factory of the template's
/// actor. Its args are those of the template and those that start_child was given, combined by
/// args_with.
dynamic_start start_of_template(actor_factory make, const term& args);

/// The args of one child. `extra` is a tuple of the terms that start_child was given:
///
/// - if the template's args are a list, the terms are appended to it;
/// - if they are named (a map), each term must be a map, whose entries are added and count more;
///   any other term is refused by std::invalid_argument;
/// - if the template has no args, one term becomes the args, and several become a list.
term args_with(const term& args, const term& extra);

}  // namespace fauxtp
