// An application's file as the loader understands it.
#pragma once

#include <filesystem>
#include <string>

namespace fauxtp {

/// A file that says the same as this one, which must be valid: with the files that it includes,
/// with its variables replaced and its defaults filled in. What looks like a secret is "***": the
/// values of keys with such names, and passwords in addresses. `with_origins`: behind each value
/// stands a comment that says where the value comes from.
std::string resolved_file(const std::filesystem::path& path, bool with_origins);

}  // namespace fauxtp
