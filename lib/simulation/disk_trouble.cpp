// A disk that is full, slow or broken.
#include "simulation/disk_trouble.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <utility>
#include <vector>

#include "fauxtp/testing_disk.hpp"
#include "simulation/time_text.hpp"

namespace fauxtp::simulation {
namespace {

using namespace std::chrono_literals;
using testing::disk_operation;

constexpr runtime::nanoseconds longest_trouble = 10s;
constexpr runtime::nanoseconds longest_operation = 500ms;
constexpr double most_operations_bits = 6;  // few and many are equally likely
constexpr std::uint64_t most_room = 64;     // bytes: what is longer is written in part

/// By its name, or by all of its path.
bool fits(const std::string& pattern, const std::filesystem::path& file) {
  return pattern.empty() || fnmatch(pattern.c_str(), file.c_str(), 0) == 0 ||
         fnmatch(pattern.c_str(), file.filename().c_str(), 0) == 0;
}

}  // namespace

disk_trouble::disk_trouble(const planned_fault& fault, simulated_world& world,
                           std::mt19937_64& dice, teller tell)
    : fault_(fault), world_(world), tell_(std::move(tell)) {
  const runtime::nanoseconds time(dice() % longest_trouble.count());
  const runtime::nanoseconds each(dice() % longest_operation.count());
  const double bits = std::uniform_real_distribution(0.0, most_operations_bits)(dice);
  if (fault.kind == fault_kind::disk_full || fault.kind == fault_kind::disk_slow) {
    time_ = fault.time ? runtime::nanoseconds(*fault.time) : time;
  }
  each_ = fault.each ? runtime::nanoseconds(*fault.each) : each;
  nth_ = fault.at_operation != 0 ? fault.at_operation : static_cast<std::uint64_t>(std::exp2(bits));
  chance_ = dice();
}

disk_trouble::~disk_trouble() { world_.files().ask(nullptr); }

void disk_trouble::begin() {
  if (fault_.kind == fault_kind::disk_full) return fill();
  if (fault_.kind == fault_kind::disk_slow) return slow_down();
  if (fault_.kind == fault_kind::disk_error) return fail();
  flip_a_bit();
}

// An operation may still be under way when this is destroyed: so what is asked owns all it needs.

void disk_trouble::fill() {
  std::uint64_t room = chance_ % most_room;
  tell_("the disk is full, but for " + std::to_string(room) + " bytes" + whose() + ", for " +
        time_text(time_));
  world_.files().ask([room, files = fault_.files](disk_operation& next) mutable {
    if (next.grows == 0 || !fits(files, next.file)) return 0;
    const std::uint64_t granted = std::min(room, next.grows);
    if (next.size == 0) return granted < next.grows ? ENOSPC : 0;  // a new size, as a whole
    room -= granted;
    next.size -= next.grows - granted;
    return next.size == 0 ? ENOSPC : 0;
  });
}

void disk_trouble::slow_down() {
  tell_("each operation on the disk" + whose() + " takes up to " + time_text(each_) + ", for " +
        time_text(time_));
  const auto most = std::max<runtime::nanoseconds::rep>(each_.count(), 1);
  world_.files().ask([&world = world_, files = fault_.files, most,
                      dice = std::mt19937_64(chance_)](const disk_operation& next) mutable {
    if (!fits(files, next.file)) return 0;
    const auto end = world.now() + runtime::nanoseconds(dice() % most);
    while (world.now() < end) world.turns().sleep(end);  // others may wake this thread
    return 0;
  });
}

void disk_trouble::fail() {
  world_.files().ask([tell = tell_, files = fault_.files, before = nth_ - 1,
                      left = fault_.attempts](const disk_operation& next) mutable {
    if (left == 0 || !fits(files, next.file) || next.what == "lock") return 0;
    if (before > 0) {
      --before;
      return 0;
    }
    --left;
    tell("the disk fails to " + std::string(next.what) + " " + next.file.string() +
         " (input/output error)");
    return EIO;
  });
}

void disk_trouble::flip_a_bit() {
  std::vector<std::filesystem::path> all = world_.files().files();
  std::erase_if(all, [this](const auto& each) {
    return !fits(fault_.files, each) || world_.files().content(each).value_or("").empty();
  });
  if (all.empty()) return tell_("there is no file" + whose() + " of which a bit could flip");
  std::uint64_t chance = chance_;
  const auto below = [&chance](std::uint64_t bound) {
    return std::exchange(chance, chance / bound) % bound;
  };
  const unsigned bit = static_cast<unsigned>(below(8));
  const std::filesystem::path& file = all[below(all.size())];
  const std::uint64_t byte = below(world_.files().content(file)->size());
  tell_("bit " + std::to_string(bit) + " of byte " + std::to_string(byte) + " of " + file.string() +
        " flips");
  world_.files().flip(file, byte, std::byte{1} << bit);
}

std::string disk_trouble::whose() const {
  return fault_.files.empty() ? "" : " for files like " + fault_.files;
}

}  // namespace fauxtp::simulation
