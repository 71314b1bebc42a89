// Names of C++ types as one writes them.
#include <cxxabi.h>
#include <pthread.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "fauxtp/shown_text.hpp"
#include "fauxtp/term.hpp"

namespace fauxtp::detail {
namespace {

// A longer name stays as the compiler has mangled it, and what is shown of either has an end: in a
// mangled name a few letters may stand for what they stood for before, twice.
constexpr std::size_t longest_taken_apart = 16 * 1024;
constexpr std::size_t longest_shown = 4096;

// __cxa_demangle takes some 72 bytes of stack a character, and steps over guard pages: an actor has
// no such stack.
constexpr std::size_t stack_size = 4 * 1024 * 1024;

std::string taken_apart(const char* mangled) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(mangled, nullptr, nullptr, &status), &std::free);
  return status == 0 ? name.get() : mangled;
}

struct naming {
  const char* mangled;
  std::string name;
};

void* name_it(void* of) {
  auto& asked = *static_cast<naming*>(of);
  try {
    asked.name = taken_apart(asked.mangled);
  } catch (const std::bad_alloc&) {  // it stays as it is
  }
  return nullptr;
}

/// Empty if there is no thread to be had.
std::string taken_apart_elsewhere(const char* mangled) {
  naming asked{mangled, {}};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_size);
  pthread_t thread{};
  if (pthread_create(&thread, &attributes, &name_it, &asked) == 0) pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  return asked.name;
}

}  // namespace

std::string demangled(const char* mangled) {
  std::string name;
  if (std::string_view(mangled).size() <= longest_taken_apart) {
    name = taken_apart_elsewhere(mangled);
  }
  return shortened(name.empty() ? mangled : std::move(name), longest_shown);
}

// Remembered, because each crash asks, and to take a name apart is a twentieth of a restart. By what
// it says and not by where it lies: a module that was unloaded may have left its place to another.
std::string demangled(const std::type_info& type) {
  static std::mutex& guard = *new std::mutex;  // for whoever asks while the program ends
  static auto& known = *new std::map<std::string, std::string, std::less<>>;
  const std::string_view mangled = type.name();
  const std::scoped_lock lock(guard);
  auto found = known.find(mangled);
  if (found == known.end()) found = known.emplace(mangled, demangled(mangled.data())).first;
  return found->second;
}

std::string name_of(const term_type& type) {
  if (type.kind == term_kind::box) return demangled(*type.type);
  return std::string(to_string(type.kind));
}

}  // namespace fauxtp::detail

namespace fauxtp {

std::string term::type_name() const { return detail::name_of(*type_); }

}  // namespace fauxtp
