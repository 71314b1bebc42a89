#pragma once

#include <fauxtp/fauxtp.hpp>

/// Counts. `fauxtp call counter '["add", 5]'` shows the new value, `'"value"'` the present one.
namespace NEW_PROJECT {

struct add {
  using reply = int;
  int amount;
};
struct value {
  using reply = int;
};
struct reset {};

/// What config/app.json may give it as its "args".
struct options {
  int start = 0;
};

class counter
    : public fauxtp::gen_server<counter, fauxtp::calls<add, value>, fauxtp::casts<reset>> {
 public:
  explicit counter(options args) : count_(args.start) {}

  int handle_call(add request, fauxtp::from) { return count_ += request.amount; }
  int handle_call(value, fauxtp::from) { return count_; }
  void handle_cast(reset) { count_ = 0; }

 private:
  int count_;
};

}  // namespace NEW_PROJECT
