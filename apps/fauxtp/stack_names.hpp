#pragma once

#include <map>
#include <mutex>
#include <span>
#include <string>
#include <vector>

struct backtrace_state;

/// Names for return addresses, read from the symbols and the debug lines of the program and its
/// modules. Names are kept once they were read. Any thread may call it.
class stack_names {
 public:
  /// A line for each function, also for inlined ones: "shop::store::find(int) at store.cpp:41". The
  /// framework's functions below the last function of a module are left out. If the stack has no
  /// function of a module, those below the place where the actor's life begins are left out.
  std::vector<std::string> of(std::span<const void* const> stack);

  /// The innermost line of a module: "store.cpp:41". Empty if there is none.
  std::string line_of_a_module(std::span<const void* const> stack);

 private:
  struct place {
    std::vector<std::string> functions;  // innermost first
    bool of_the_framework = false;
    std::string own_line;   // the innermost one that is in no header of the framework
    bool is_entry = false;  // there an actor's life begins: nothing of interest lies below
  };
  /// False if the system gives no thread for it.
  bool know(std::span<const void* const> stack);
  void read(std::span<const void* const> stack);
  const place& place_of(const void* address);
  place read(const void* address);

  std::mutex guard_;
  std::map<const void*, place> known_;
  backtrace_state* state_ = nullptr;
  unsigned long long libraries_ = 0;  // how many libraries were loaded when `state_` was made
};
