#pragma once

#include "document/document.hpp"

namespace fauxtp {

/// What stands among the children of a supervisor.
enum class child_kind { worker, supervisor, listener, job, include };

/// Which of them this object is, or would be if its keys were spelt right.
child_kind kind_of_child(const json_node& node);

}  // namespace fauxtp
