#pragma once

#include <sys/wait.h>

#include <cerrno>

/// Waits for the end of a child process, and returns what waitpid tells of it.
inline int status_of(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}
