// The JSON Schema of an application's file.
#pragma once

#include <string>

/// The schema as text. The keys, their kinds and their docs are those of the format's tables.
std::string schema_text();
