// Looks at exceptions while they are thrown, by the ABI that all C++ compilers here share.
#include "actor/throw_site.hpp"

#include <cxxabi.h>
#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <typeinfo>
#include <utility>

#include "actor/process.hpp"
#include "fauxtp/hibernate.hpp"
#include "runtime/thread_end.hpp"

namespace fauxtp::detail {
namespace {

struct noted_site {
  pid actor;
  throw_site site;
};
constinit thread_local noted_site* last = nullptr;

noted_site& made_last() {
  static const runtime::at_thread_end end(
      [](void* site) { delete static_cast<noted_site*>(site); });
  if (last == nullptr) end.ask(last = new noted_site);
  return *last;
}

/// Whether this is a return address in that function of the C++ runtime, which is a short one.
template <class Function>
bool lies_in(const void* address, Function* function) {
  const auto begin = reinterpret_cast<std::uintptr_t>(function);
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  return at > begin && at - begin < 256;
}

/// The same by the function's name, which takes much longer. It is needed with AddressSanitizer,
/// where the address above is that of a function in front of the real one.
bool is_named_throw(const void* address) {
  Dl_info found{};
  if (dladdr(address, &found) == 0 || found.dli_sname == nullptr) return false;
  const std::string_view name = found.dli_sname;
  return name == "__cxa_throw" || name == "__cxa_rethrow";
}

/// Drops the frames in front of the throw, which are the unwinder's own.
void drop_unwinder(runtime::native_stack& stack) {
  auto thrown = std::ranges::find_if(stack, [](const void* each) {
    return lies_in(each, &abi::__cxa_throw) || lies_in(each, &abi::__cxa_rethrow);
  });
  if (thrown == stack.end()) thrown = std::ranges::find_if(stack, is_named_throw);
  if (thrown != stack.end()) stack.erase(stack.begin(), std::next(thrown));
}

/// Walking through a stack takes longer than all else of a crash and a restart. In a storm of
/// crashes no one reads the hundredth stack.
bool is_worth_a_stack() noexcept {
  constexpr int most_of_a_storm = 100;
  using clock = std::chrono::steady_clock;
  thread_local clock::time_point before;
  thread_local int taken = 0;
  const auto now = clock::now();
  if (now - std::exchange(before, now) > std::chrono::seconds(1)) taken = 0;
  return taken < most_of_a_storm && ++taken > 0;
}

void note(const std::type_info& thrown) noexcept {
  process* own = process::current_or_null();
  // An actor that ends in good order throws these.
  if (own == nullptr || thrown == typeid(actor_exit) || thrown == typeid(hibernation)) return;
  try {
    noted_site& noted = made_last();
    noted.actor = own->id();
    noted.site.stack.clear();
    if (is_worth_a_stack()) noted.site.stack = runtime::own_stack();
    noted.site.handling = own->doing().what;
  } catch (...) {
    if (last != nullptr) last->actor = {};
  }
}

}  // namespace

throw_site take_throw_site() noexcept {
  const process* own = process::current_or_null();
  if (own == nullptr || last == nullptr || last->actor != own->id()) return {};
  throw_site taken = std::exchange(*last, {}).site;
  try {
    drop_unwinder(taken.stack);
  } catch (...) {
    taken.stack.clear();
  }
  return taken;
}

// Not in the unnamed namespace above: other files could not see an object of such a type.
/// The type_info of the probe. The unwinder asks the type of a handler whether the handler takes an
/// exception, while it looks for a handler; nothing has been unwound by then.
class asking_type_info final : public std::type_info {
 public:
  asking_type_info() : std::type_info("N6fauxtp6detail16throw_site_probeE") {}
  bool __do_catch(const std::type_info* thrown, void**, unsigned) const override {
    note(*thrown);
    return false;
  }
};

// Defined under the name by which handlers look for it. The destructor of the probe is not defined,
// which keeps the compiler from making a type_info of its own.
extern const asking_type_info of_the_probe asm("_ZTIN6fauxtp6detail16throw_site_probeE");
const asking_type_info of_the_probe;

}  // namespace fauxtp::detail
