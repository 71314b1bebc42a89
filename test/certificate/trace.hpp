// What was seen of a scenario: the same text from fauxtp and from OTP if they do the same.
#pragma once

#include <string>
#include <vector>

namespace certificate {

/// A line a fact, as subject.cpp and reference.escript write them. "a#2" is the second actor that
/// was started (or failed to) at that place of the tree.
///
///     step 3
///     ended t/a#1 boom              its reason
///     begin t/s#2                   a supervisor is about to start; its children follow
///     begin t/d#1 dynamic           a simple_one_for_one
///     failed t/s/a#4 error          a start, and why not
///     up t/s#2                      a start has succeeded
///     ignored t/b#1
///     report t child_terminated a   what a supervisor has told the log about a child
///     report t/d shutdown_error template 3      about three that were stopped together
///     reply already_started t/a#2   to a request of the step
///     children t#1 s=t/s#2 b=undefined a=t/a#2 (3 2 1 2)     which_children, count_children
///     children t/d#1 t/d/a#1 t/d/b#1 (1 2 0 2)               of a dynamic one: no ids, sorted
///     left t#1 t/a#2 t/s#2                                   all that live
using trace = std::vector<std::string>;

/// What has no promised order is sorted: the actors below a supervisor that was killed end by
/// themselves, while the one above it goes on. Their ends come last in their step, then the reports
/// that both sides have. A dynamic supervisor that ends stops its children at the same time: their
/// ends before its own are sorted, but for the order below each of them.
trace canonical(const trace& seen);

}  // namespace certificate
