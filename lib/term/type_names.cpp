// Names of C++ types as they are written in code.
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

// A name whose mangled form is longer stays mangled, and what is shown of any name is bounded: in a
// mangled name a few letters may stand for what they stood for before, twice, so that the demangled
// name may be far longer.
constexpr std::size_t longest_taken_apart = 16 * 1024;
constexpr std::size_t longest_shown = 4096;

// __cxa_demangle takes some 72 bytes of stack for each character, and steps over guard pages: the
// stack of an actor is too small for it.
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
  } catch (const std::bad_alloc&) {  // the name stays mangled
  }
  return nullptr;
}

/// The result is empty if the system gives no thread.
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

// Names are kept, because each crash asks for one, and taking a name apart takes a twentieth of the
// time of a restart. They are found by their text and not by their address: another module may lie
// where one was unloaded.
std::string demangled(const std::type_info& type) {
  static std::mutex& guard = *new std::mutex;  // stays: it is used while the program ends, too
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
