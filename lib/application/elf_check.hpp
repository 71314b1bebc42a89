#pragma once

#include <filesystem>
#include <string>

namespace fauxtp {

/// Why this file cannot be a shared library of this machine, or an empty text. To load a file that
/// was cut short kills the process by SIGBUS, so what its headers promise is checked against its
/// size before.
std::string why_no_library(const std::filesystem::path& file);

}  // namespace fauxtp
