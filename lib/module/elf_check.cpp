// Looks into the headers of a shared library before it is loaded.
#include "module/elf_check.hpp"

#include <elf.h>

#include <cstring>
#include <fstream>
#include <vector>

namespace fauxtp {
namespace {

#if defined(__x86_64__)
constexpr Elf64_Half our_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr Elf64_Half our_machine = EM_AARCH64;
#else
constexpr Elf64_Half our_machine = EM_NONE;
#endif

template <class T>
bool read_at(std::ifstream& from, std::uint64_t offset, T& into) {
  from.seekg(static_cast<std::streamoff>(offset));
  from.read(reinterpret_cast<char*>(&into), sizeof into);
  return from.good();
}

}  // namespace

std::string why_no_library(const std::filesystem::path& file) {
  std::error_code failure;
  const std::uintmax_t size = std::filesystem::file_size(file, failure);
  if (failure) return failure.message();
  std::ifstream bytes(file, std::ios::binary);
  if (!bytes) return "it cannot be read";
  Elf64_Ehdr header{};
  if (!read_at(bytes, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
    return "it is no shared library (no ELF header)";
  }
  if (header.e_ident[EI_CLASS] != ELFCLASS64 ||
      (our_machine != EM_NONE && header.e_machine != our_machine)) {
    return "it was built for another kind of machine";
  }
  if (header.e_type != ET_DYN) return "it is no shared library (link it with -shared)";
  const std::string cut =
      "it is cut short: its headers promise more than its " + std::to_string(size) + " bytes";
  if (header.e_shoff + std::uint64_t{header.e_shnum} * header.e_shentsize > size) return cut;
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment{};
    if (!read_at(bytes, header.e_phoff + std::uint64_t{i} * header.e_phentsize, segment))
      return cut;
    if (segment.p_type == PT_LOAD && segment.p_offset + segment.p_filesz > size) return cut;
  }
  return {};
}

}  // namespace fauxtp
