#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "application/module_set.hpp"
#include "declaration/application_loader.hpp"
#include "fauxtp/application.hpp"

namespace fauxtp::detail {

/// What an application is made of.
struct application_data {
  loaded_application loaded;
  module_set modules;
  std::size_t supervisors = 0;
  std::size_t workers = 0;

  const supervisor_entry& root() const { return loaded.spec->supervisor; }
  void count(const supervisor_entry& supervisor);
};

}  // namespace fauxtp::detail
