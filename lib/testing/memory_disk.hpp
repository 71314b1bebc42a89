#pragma once

#include <memory>
#include <string>
#include <utility>

#include "runtime/disk.hpp"
#include "testing/disk_state.hpp"

namespace fauxtp::testing {

/// How a node reaches the disk.
class memory_disk final : public runtime::disk {
 public:
  explicit memory_disk(std::shared_ptr<disk_state> state) : state_(std::move(state)) {}

  runtime::opened_file open(const std::filesystem::path& path,
                            const runtime::file_access& how) override;
  runtime::opened_file make_beside(const std::filesystem::path& place) override;
  int rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  int remove(const std::filesystem::path& path) override;
  int sync_folder(const std::filesystem::path& folder) override;
  runtime::listed_folder list(const std::filesystem::path& folder) override;

  /// What the names know a file as.
  static std::string name_of(const std::filesystem::path& path);

 private:
  int error_of_opening(const disk_state::entry& here, const std::string& name,
                       const runtime::file_access& how) const;

  const std::shared_ptr<disk_state> state_;
};

}  // namespace fauxtp::testing
