#pragma once

#include <atomic>
#include <cstdint>

#pragma GCC visibility push(default)
namespace fauxtp {

/// What can be chosen for a budget.
struct retry_budget_options {
  double share = 0.1;        ///< how many retries there may be for each request; 0 to 1000
  std::uint32_t burst = 10;  ///< how many retries there may be at once; that many at the beginning
};

/// Keeps retries from making an overload worse: of the requests of late, only a share may be
/// retries. Each request adds `share` of a token, each retry takes a whole one, and there are never
/// more than `burst` tokens; so a time of success does not pay for a storm later.
///
/// ```cpp file=test/examples/retry.cpp region=budget
/// retry_budget budget({.share = 0.1});  // for all who ask the same service
///
/// int stock_of(const std::string& article) {
///   return retry({.budget = &budget}, [&] { return call("stock", article).as<int>(); });
/// }
/// ```
///
/// It may be shared by actors on all workers, and by other threads. Time has no part in it. The
/// constructor throws std::invalid_argument for a share out of its range.
class retry_budget {
 public:
  explicit retry_budget(retry_budget_options options = {});
  retry_budget(const retry_budget&) = delete;
  retry_budget& operator=(const retry_budget&) = delete;

  /// A request begins, which is no retry.
  void deposit() noexcept;
  /// Takes a token for a retry. False if there is none.
  bool try_withdraw() noexcept;
  /// How many retries there may be now.
  double left() const noexcept;

 private:
  const std::int64_t share_;  // in millionths of a token, as all others
  const std::int64_t most_;
  std::atomic<std::int64_t> tokens_;
};

}  // namespace fauxtp
#pragma GCC visibility pop
