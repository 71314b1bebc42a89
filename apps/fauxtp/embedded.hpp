#pragma once

#include <string_view>

/// Files of the source tree that the runner carries.
namespace embedded {

extern const std::string_view schema;
// Of a new project; NEW_PROJECT stands for its name.
extern const std::string_view project_cmake;
extern const std::string_view project_counter;
extern const std::string_view project_module;
extern const std::string_view project_test;
extern const std::string_view project_file;

}  // namespace embedded
