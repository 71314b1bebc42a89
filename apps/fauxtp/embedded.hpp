#pragma once

#include <string_view>

/// Files of the source tree that are part of the runner.
namespace embedded {

extern const std::string_view schema;
// The files of a new project; NEW_PROJECT stands for its name.
extern const std::string_view project_cmake;
extern const std::string_view project_counter;
extern const std::string_view project_module;
extern const std::string_view project_test;
extern const std::string_view project_file;
// Those of one with --http; it has the same project_cmake.
extern const std::string_view http_project_web;
extern const std::string_view http_project_module;
extern const std::string_view http_project_test;
extern const std::string_view http_project_file;

}  // namespace embedded
