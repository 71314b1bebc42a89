#pragma once

#include "fauxtp/address.hpp"
#include "runtime/descriptor.hpp"

namespace fauxtp::runtime {

/// A socket that listens at this address already, because the service manager has opened it and
/// passed it on (sd_listen_fds(3): LISTEN_PID, LISTEN_FDS); none if there is none. The one that was
/// passed stays open until the program ends, so that connections that come while nobody accepts
/// wait, and are refused at no time.
owned_descriptor inherited_socket(const io::address& at);

}  // namespace fauxtp::runtime
