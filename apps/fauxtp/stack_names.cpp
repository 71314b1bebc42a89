// Reads names of functions and lines with libbacktrace.
#include "stack_names.hpp"

#include <backtrace.h>
#include <dlfcn.h>
#include <link.h>

#include <algorithm>
#include <boost/core/demangle.hpp>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <thread>

#include "fauxtp/shown_text.hpp"

namespace {

constexpr std::size_t most_lines = 40;

// Longer names are not demangled: that would take more stack than the thread below has, a megabyte
// at least.
constexpr std::size_t longest_taken_apart = 10'000;
constexpr std::size_t longest_shown = 1000;

std::string demangled(const char* name) {
  if (std::string_view(name).size() > longest_taken_apart) {
    return fauxtp::shortened(name, longest_shown);
  }
  return fauxtp::shortened(boost::core::demangle(name), longest_shown);
}

std::string as_number(const void* address) {
  char text[64];
  std::snprintf(text, sizeof text, "%p", address);
  return text;
}

std::string file_name(const char* path) { return std::filesystem::path(path).filename().string(); }

unsigned long long libraries_loaded() {
  unsigned long long loaded = 0;
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* count) {
        *static_cast<unsigned long long*>(count) = info->dlpi_adds;
        return 1;
      },
      &loaded);
  return loaded;
}

bool is_of_the_framework(const char* library) {
  const std::string name = file_name(library);
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"libfauxtp.", "libboost_", "libc.", "libstdc++.",
                                              "libgcc_s.", "ld-linux"},
      [&](std::string_view each) { return name.starts_with(each); });
}

bool is_header_of_the_framework(std::string_view path) {
  return path.find("/include/fauxtp/") != path.npos || path.starts_with("/usr/include/");
}

void ignore(void*, const char*, int) {}

}  // namespace

std::vector<std::string> stack_names::of(std::span<const void* const> stack) {
  const std::lock_guard lock(guard_);
  if (!know(stack)) {
    std::vector<std::string> numbers;
    for (const void* each : stack) numbers.push_back(as_number(each));
    return numbers;
  }
  std::size_t shown = stack.size();
  while (shown > 0 && known_.at(stack[shown - 1]).of_the_framework) --shown;
  // A stack without a module's function is that of a supervisor or a server that waits.
  if (shown == 0) {
    const auto is_entry = [this](const void* each) { return known_.at(each).is_entry; };
    const auto entry = std::ranges::find_if(stack, is_entry);
    shown = std::max<std::size_t>(1, static_cast<std::size_t>(entry - stack.begin()));
    shown = std::min(shown, stack.size());
  }
  std::vector<std::string> lines;
  for (const void* each : stack.first(shown)) {
    for (const std::string& function : known_.at(each).functions) {
      if (lines.size() < most_lines) lines.push_back(function);
    }
  }
  return lines;
}

std::string stack_names::line_of_a_module(std::span<const void* const> stack) {
  const std::lock_guard lock(guard_);
  if (!know(stack)) return {};
  const auto is_of_a_module = [this](const void* each) {
    const place& at = known_.at(each);
    return !at.of_the_framework && !at.own_line.empty();
  };
  const auto found = std::ranges::find_if(stack, is_of_a_module);
  return found == stack.end() ? "" : known_.at(*found).own_line;
}

// On a thread of its own: reading debug lines takes more stack than an actor has.
bool stack_names::know(std::span<const void* const> stack) {
  const auto is_known = [this](const void* each) { return known_.contains(each); };
  if (std::ranges::all_of(stack, is_known)) return true;
  try {
    std::thread([&] { read(stack); }).join();
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

void stack_names::read(std::span<const void* const> stack) {
  if (const auto loaded = libraries_loaded(); state_ == nullptr || loaded != libraries_) {
    libraries_ = loaded;
    state_ = backtrace_create_state(nullptr, 0, &ignore, nullptr);  // stays for ever
  }
  for (const void* each : stack) place_of(each);
}

const stack_names::place& stack_names::place_of(const void* address) {
  const auto found = known_.find(address);
  return found != known_.end() ? found->second
                               : known_.emplace(address, read(address)).first->second;
}

stack_names::place stack_names::read(const void* address) {
  place made;
  // A return address belongs to the next instruction, which may be in another function.
  const auto call = reinterpret_cast<std::uintptr_t>(address) - 1;
  Dl_info where{};
  const bool mapped = dladdr(reinterpret_cast<const void*>(call), &where) != 0;
  made.of_the_framework = mapped && is_of_the_framework(where.dli_fname);
  std::string symbol;
  backtrace_syminfo(
      state_, call,
      [](void* into, std::uintptr_t, const char* name, std::uintptr_t, std::uintptr_t) {
        if (name != nullptr) *static_cast<std::string*>(into) = demangled(name);
      },
      &ignore, &symbol);
  made.is_entry = symbol.starts_with("fauxtp::detail::actor_body::") ||
                  symbol.starts_with("fauxtp::detail::process::");
  struct line {
    std::string function, at;
    bool of_the_framework;
  };
  std::vector<line> lines;  // innermost first: inlined functions come before the one they are in
  backtrace_pcinfo(
      state_, call,
      [](void* into, std::uintptr_t, const char* file, int number, const char* function) {
        if (function == nullptr) return 0;
        static_cast<std::vector<line>*>(into)->push_back(
            {demangled(function),
             file == nullptr ? "" : file_name(file) + ":" + std::to_string(number),
             file == nullptr || is_header_of_the_framework(file)});
        return 0;
      },
      &ignore, &lines);
  // The symbol has the whole name; debug lines may have only its last part.
  if (lines.empty() && !symbol.empty()) lines.push_back({"", "", true});
  if (!lines.empty() && !symbol.empty()) lines.back().function = symbol;
  for (const line& each : lines) {
    made.functions.push_back(each.function + (each.at.empty() ? "" : " at " + each.at));
    if (made.own_line.empty() && !each.of_the_framework) made.own_line = each.at;
  }
  if (made.functions.empty()) {
    const std::string text = as_number(address);
    made.functions.push_back(mapped ? text + " in " + file_name(where.dli_fname) : text);
  }
  return made;
}
