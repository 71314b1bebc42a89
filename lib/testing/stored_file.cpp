// A file whose changes are not on the disk before they are synced.
#include "testing/stored_file.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace fauxtp::testing {
namespace {

constexpr std::uint64_t sector = 512;  // bytes

std::string_view text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void flip_in(std::string& bytes, std::uint64_t offset, std::byte bits) {
  if (offset >= bytes.size()) return;
  bytes[offset] = static_cast<char>(std::byte(bytes[offset]) ^ bits);
}

}  // namespace

std::size_t stored_file::read(std::uint64_t offset, std::span<std::byte> to) const {
  if (offset >= content_.size()) return 0;
  const std::size_t size = std::min<std::size_t>(to.size(), content_.size() - offset);
  std::ranges::copy(std::as_bytes(std::span(content_)).subspan(offset, size), to.begin());
  return size;
}

void stored_file::write(std::uint64_t offset, std::span<const std::byte> from) {
  changes_.push_back({offset, std::string(text(from))});
  apply(changes_.back(), content_);
}

void stored_file::resize(std::uint64_t size) {
  changes_.push_back({size, {}, true});
  apply(changes_.back(), content_);
}

void stored_file::flip(std::uint64_t offset, std::byte bits) {
  flip_in(content_, offset, bits);
  flip_in(kept_, offset, bits);
}

void stored_file::sync() {
  for (const change& each : changes_) apply(each, kept_);
  changes_.clear();
}

void stored_file::fail_to_sync(survival& chance) {
  for (const change& each : changes_) apply_part(each, kept_, chance);
  changes_.clear();
}

void stored_file::lose_power(survival& chance) {
  fail_to_sync(chance);
  content_ = kept_;
}

std::shared_ptr<const std::uint64_t> stored_file::lock(std::uint64_t losses) {
  if (const auto by = locked_.lock(); by != nullptr && *by == losses) return nullptr;
  const auto made = std::make_shared<const std::uint64_t>(losses);
  locked_ = made;
  return made;
}

void stored_file::put(std::string& into, std::uint64_t offset, std::string_view bytes) {
  if (bytes.empty()) return;
  if (into.size() < offset + bytes.size()) into.resize(offset + bytes.size());
  into.replace(offset, bytes.size(), bytes);
}

void stored_file::apply(const change& each, std::string& to) {
  if (each.resizes) {
    to.resize(each.offset);
  } else {
    put(to, each.offset, each.bytes);
  }
}

void stored_file::apply_part(const change& each, std::string& to, survival& chance) {
  if (each.resizes) {
    if (chance.of_step()) apply(each, to);
    return;
  }
  const std::string_view bytes = each.bytes;
  switch (chance.of_write()) {
    case survival::fate::none:
      return;
    case survival::fate::whole:
      return apply(each, to);
    case survival::fate::beginning:
      put(to, each.offset, bytes.substr(0, chance.below(bytes.size() + 1)));
      break;
    case survival::fate::sectors:
      for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t size = sector - (each.offset + at) % sector;  // sectors of the file
        if (chance.coin()) put(to, each.offset + at, bytes.substr(at, size));
        at += size;
      }
  }
  // The new end of the file may be there before what was written.
  const std::size_t end = each.offset + bytes.size();
  if (chance.coin() && to.size() < end) to.resize(end);
}

}  // namespace fauxtp::testing
