// What was seen of a scenario. fauxtp and OTP give the same text if they do the same.
#pragma once

#include <string>
#include <vector>

namespace certificate {

/// One fact on each line, as subject.cpp and reference.escript write them. "a#2" is the second
/// actor that was started (or failed to start) at that place of the tree.
///
///     step 3
///     ended t/a#1 boom              its reason
///     begin t/s#2                   a supervisor is about to start; its children follow
///     begin t/d#1 dynamic           a simple_one_for_one
///     failed t/s/a#4 error          a start has failed, and why
///     up t/s#2                      a start has succeeded
///     ignored t/b#1
///     report t child_terminated a   what a supervisor has told the log about a child
///     report t/d shutdown_error template 3      about three that were stopped together
///     reply already_started t/a#2   to a request of the step
///     children t#1 s=t/s#2 b=undefined a=t/a#2 (3 2 1 2)     which_children, count_children
///     children t/d#1 t/d/a#1 t/d/b#1 (1 2 0 2)               of a dynamic one: no ids, sorted
///     left t#1 t/a#2 t/s#2                                   all actors that are alive
using trace = std::vector<std::string>;

/// Sorts what has no promised order, and leaves out what differs on purpose. If a supervisor is
/// killed, the actors below it end by themselves, or, with OTP, stay if they do not want to end;
/// here they are gone when it starts again: what becomes of them is left out. The reports that both
/// sides have come last in a step. A dynamic supervisor that ends stops its children at the same
/// time: their ends, which come before its own, are sorted, but the order below each child stays.
trace canonical(const trace& seen);

}  // namespace certificate
