// The one file that is compiled with a description of its types, which lib/fauxtp-gdb.py looks for
// in an actor. It has no code that runs.
#include "actor/process.hpp"
#include "actor/process_table.hpp"

namespace fauxtp::detail {

/// A debugger finds the types by these variables.
[[gnu::used]] const process_slot* const any_slot = nullptr;
[[gnu::used]] const process* const any_process = nullptr;
[[gnu::used]] const runtime::fiber* const any_fiber = nullptr;

}  // namespace fauxtp::detail
