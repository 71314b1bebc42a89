#pragma once

#include <filesystem>
#include <string>

/// Which build of it the process has loaded: what the linker has noted (ld --build-id), in
/// hexadecimal digits; empty if it has not, or if the module is not loaded.
std::string build_of(const std::filesystem::path& module);
