#pragma once

#include <filesystem>
#include <string>

namespace fauxtp {

/// Why this file cannot be a shared library of this machine; empty if it can. Loading a file that
/// was cut short would kill the process with SIGBUS, so the sizes in its headers are compared with
/// its own size first.
std::string why_no_library(const std::filesystem::path& file);

}  // namespace fauxtp
