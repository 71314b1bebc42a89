// An application's file as it is understood.
#pragma once

#include <filesystem>
#include <string>

namespace fauxtp {

/// The file, which is valid, as one that says the same: with what it includes, its variables put in
/// and its defaults. What looks like a secret is "***": the values of keys that are called so, and
/// passwords in addresses. `with_origins`: behind each value stands a comment that says where it
/// comes from.
std::string resolved_file(const std::filesystem::path& path, bool with_origins);

}  // namespace fauxtp
