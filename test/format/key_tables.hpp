// The keys of an application's file, for people.
#pragma once

#include <string>

/// A table for each kind of object, in Markdown: its keys with their types, their defaults, what
/// they are for and what a reload does with a change.
std::string key_tables();
