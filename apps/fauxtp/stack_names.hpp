#pragma once

#include <map>
#include <mutex>
#include <span>
#include <string>
#include <vector>

struct backtrace_state;

/// Names for return addresses, read from the symbols and the debug lines of the program and its
/// modules. Any thread; what was read once is kept.
class stack_names {
 public:
  /// A line for each function, inlined ones too: "shop::store::find(int) at store.cpp:41". What lies
  /// below the last function of a module, or if there is none below where the actor's life begins, is
  /// the framework's, and left out.
  std::vector<std::string> of(std::span<const void* const> stack);

 private:
  struct place {
    std::vector<std::string> functions;  // innermost first
    bool of_the_framework = false;
    bool is_entry = false;  // there an actor's life begins: nothing of interest lies below
  };
  void read(std::span<const void* const> stack);
  const place& place_of(const void* address);
  place read(const void* address);

  std::mutex guard_;
  std::map<const void*, place> known_;
  backtrace_state* state_ = nullptr;
  unsigned long long libraries_ = 0;  // so many had been loaded when `state_` was made
};
