#pragma once

#include "runtime/disk.hpp"

namespace fauxtp::runtime {

/// The file system of this machine.
class machine_disk final : public disk {
 public:
  opened_file open(const std::filesystem::path& path, const file_access& how) override;
  opened_file make_beside(const std::filesystem::path& place) override;
  int rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  int remove(const std::filesystem::path& path) override;
  int sync_folder(const std::filesystem::path& folder) override;
  listed_folder list(const std::filesystem::path& folder) override;
};

}  // namespace fauxtp::runtime
