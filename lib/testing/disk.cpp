// What a test does with its disk.
#include <memory>
#include <stdexcept>
#include <utility>

#include "fauxtp/testing_disk.hpp"
#include "testing/disk_state.hpp"
#include "testing/memory_disk.hpp"

namespace fauxtp::testing {

disk::disk(std::uint64_t seed) : state_(std::make_shared<disk_state>(seed)) {}

void disk::set(const disk_faults& faults) {
  const std::lock_guard lock(state_->guard);
  state_->faults = faults;
}

void disk::ask(std::function<int(disk_operation&)> decides) {
  const std::lock_guard lock(state_->guard);
  state_->decides =
      decides == nullptr
          ? nullptr
          : std::make_shared<const std::function<int(disk_operation&)>>(std::move(decides));
}

void disk::lose_power(unsynced what) {
  const std::lock_guard lock(state_->guard);
  ++state_->losses;
  state_->faults.stops_after = disk_faults().stops_after;
  survival chance(what, state_->dice);
  state_->names.lose_power(chance);
}

void disk::flip(const std::filesystem::path& file, std::uint64_t offset, std::byte bits) {
  const std::lock_guard lock(state_->guard);
  const auto known = state_->names.find(memory_disk::name_of(file));
  if (known == nullptr || offset >= known->content().size()) {
    throw std::out_of_range("fauxtp: " + file.string() + " has no byte " + std::to_string(offset));
  }
  known->flip(offset, bits);
}

void disk::put(const std::filesystem::path& file, std::string_view content) {
  const std::lock_guard lock(state_->guard);
  state_->names.put(memory_disk::name_of(file),
                    std::make_shared<stored_file>(std::string(content)));
}

std::optional<std::string> disk::content(const std::filesystem::path& file) const {
  const std::lock_guard lock(state_->guard);
  const auto known = state_->names.find(memory_disk::name_of(file));
  return known == nullptr ? std::nullopt : std::optional(known->content());
}

std::vector<std::filesystem::path> disk::files() const {
  const std::lock_guard lock(state_->guard);
  std::vector<std::filesystem::path> all;
  for (const auto& [name, file] : state_->names.all()) all.emplace_back(name);
  return all;
}

std::uint64_t disk::operations() const {
  const std::lock_guard lock(state_->guard);
  return state_->operations;
}

std::shared_ptr<runtime::disk> disk::core() const { return std::make_shared<memory_disk>(state_); }

}  // namespace fauxtp::testing
