// Which build of a module is loaded.
#include "module_build.hpp"

#include <elf.h>
#include <link.h>

#include <cstdio>
#include <cstring>
#include <span>
#include <string_view>
#include <system_error>

namespace {

struct search {
  const std::filesystem::path& module;
  std::string build{};
};

std::string build_in(std::span<const char> notes) {
  constexpr std::string_view maker{"GNU", 4};
  constexpr std::size_t word = 4;  // what lies in a note is so aligned
  const auto padded = [](std::size_t size) { return (size + word - 1) / word * word; };
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) head;
    std::memcpy(&head, notes.data(), sizeof head);
    const std::size_t name_end = sizeof head + padded(head.n_namesz);
    const std::size_t end = name_end + padded(head.n_descsz);
    if (end > notes.size()) break;
    const std::string_view name(notes.data() + sizeof head, head.n_namesz);
    if (head.n_type == NT_GNU_BUILD_ID && name == maker) {
      std::string text;
      for (const char each : notes.subspan(name_end, head.n_descsz)) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned char>(each));
        text += digits;
      }
      return text;
    }
    notes = notes.subspan(end);
  }
  return {};
}

int look_at(dl_phdr_info* object, std::size_t, void* to) {
  auto& wanted = *static_cast<search*>(to);
  std::error_code none;
  if (!std::filesystem::equivalent(object->dlpi_name, wanted.module, none)) return 0;
  for (const auto& part : std::span(object->dlpi_phdr, object->dlpi_phnum)) {
    if (part.p_type != PT_NOTE) continue;
    const auto* begin = reinterpret_cast<const char*>(object->dlpi_addr + part.p_vaddr);
    wanted.build = build_in({begin, part.p_memsz});
    if (!wanted.build.empty()) break;
  }
  return 1;
}

}  // namespace

std::string build_of(const std::filesystem::path& module) {
  search wanted{module};
  dl_iterate_phdr(&look_at, &wanted);
  return wanted.build;
}
