#pragma once

#include <pthread.h>

#include <string>

namespace fauxtp::runtime {

/// What `ps -T`, gdb and /proc call the running thread. The kernel keeps 15 characters.
inline void name_thread(const std::string& name) noexcept {
  pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
}

}  // namespace fauxtp::runtime
