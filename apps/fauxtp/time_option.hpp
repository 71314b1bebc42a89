#pragma once

#include <chrono>
#include <string>

/// "5s", "250ms", "1m". Throws request_error for anything else.
std::chrono::milliseconds milliseconds_of(const std::string& text);
