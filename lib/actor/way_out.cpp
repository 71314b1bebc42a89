// Asks the functions on the stack what they would do with an exception, by the ABI that all C++
// compilers here share.
#include "actor/way_out.hpp"

#include <cxxabi.h>
#include <unwind.h>

#include <typeinfo>
#include <utility>

#include "fauxtp/exit_reason.hpp"

extern "C" {
_Unwind_Reason_Code __gxx_personality_v0(int version, _Unwind_Action actions,
                                         _Unwind_Exception_Class type, _Unwind_Exception* thrown,
                                         _Unwind_Context* context);
}

namespace fauxtp::detail {
namespace {

/// An exception that is never thrown: the functions on the stack are only asked about it.
class probe {
 public:
  probe() : object_(abi::__cxa_allocate_exception(sizeof(actor_exit))) {
    abi::__cxa_init_primary_exception(object_, const_cast<std::type_info*>(&typeid(actor_exit)),
                                      nullptr);
  }
  ~probe() { abi::__cxa_free_exception(object_); }
  probe(const probe&) = delete;
  probe& operator=(const probe&) = delete;

  /// What the unwinder knows of the exception lies in front of it.
  _Unwind_Exception& header() noexcept { return static_cast<_Unwind_Exception*>(object_)[-1]; }
  /// Whether the function that would catch it has a place where it goes on (the ABI's catchTemp,
  /// two words further in front); if it has none, it would call std::terminate.
  bool has_landing_pad() noexcept { return reinterpret_cast<_Unwind_Ptr*>(&header())[-2] != 0; }

  bool is_asker = true;  // the frame of the asking function, which would not be left
  bool caught = false;

 private:
  void* object_;
};

_Unwind_Reason_Code ask(_Unwind_Context* frame, void* asked) {
  auto& exception = *static_cast<probe*>(asked);
  if (std::exchange(exception.is_asker, false)) return _URC_NO_REASON;
  if (_Unwind_GetLanguageSpecificData(frame) == nullptr) return _URC_NO_REASON;
  const auto answer = __gxx_personality_v0(1, _UA_SEARCH_PHASE, exception.header().exception_class,
                                           &exception.header(), frame);
  if (answer != _URC_HANDLER_FOUND) return _URC_NO_REASON;
  exception.caught = exception.has_landing_pad();
  return _URC_END_OF_STACK;
}

}  // namespace

[[gnu::noinline]] bool has_way_out() {
  probe exception;
  _Unwind_Backtrace(&ask, &exception);
  return exception.caught;
}

}  // namespace fauxtp::detail
