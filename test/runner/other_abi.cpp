// A module that looks like one built against another version of the library.
#include <fauxtp/module.hpp>

extern "C" {
extern const fauxtp::module_entry fauxtp_module;
const fauxtp::module_entry fauxtp_module = {fauxtp::module_magic, "fauxtp 0, C++ ABI 1002", "old",
                                            [](fauxtp::actor_types&) {}};
}
