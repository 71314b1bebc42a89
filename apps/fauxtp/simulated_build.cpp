// What a seed belongs to.
#include "simulated_build.hpp"

#include <dlfcn.h>

#include <cstdint>
#include <cstdio>
#include <string_view>

#include "fauxtp/simulation.hpp"
#include "module_build.hpp"

namespace {

// FNV-1a: the word must be the same on each machine.
class digest {
 public:
  void add(std::string_view text) {
    for (const char each : text) {
      value_ = (value_ ^ static_cast<unsigned char>(each)) * 0x100000001b3;
    }
  }
  std::string word() const {
    char text[17];
    std::snprintf(text, sizeof text, "%08llx",
                  static_cast<unsigned long long>(value_ ^ value_ >> 32) & 0xffff'ffff);
    return text;
  }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325;
};

}  // namespace

std::string simulated_build(const fauxtp::application& application) {
  digest all;
  all.add(fauxtp::application::resolve(application.file()).text);
  for (const auto& each : application.modules()) all.add(build_of(each.file));
  Dl_info library{};
  const auto* const any_function = reinterpret_cast<const void*>(&fauxtp::simulate);
  if (dladdr(any_function, &library) != 0) all.add(build_of(library.dli_fname));
  return all.word();
}
