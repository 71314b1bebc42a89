#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

#include "runtime/worker_pool.hpp"

namespace fauxtp::runtime::testing {

/// A job that runs one function on a fiber.
class function_job final : public job {
 public:
  explicit function_job(std::function<void()> function, std::size_t stack_size = 64 * 1024)
      : job(stack_size), function_(std::move(function)) {}
  void run(fiber&) noexcept override {
    function_();
    delete this;
  }
  void cannot_run() noexcept override { delete this; }
  const char* label() const noexcept override { return "function"; }

 private:
  std::function<void()> function_;
};

struct start_parcel final : parcel {
  explicit start_parcel(std::function<void()> function) : function(std::move(function)) {}
  void deliver() noexcept override {
    worker::current()->start(*new function_job(std::move(function)));
    delete this;
  }
  std::function<void()> function;
};

/// Runs the function on a fiber of that worker.
inline void start_on(worker& home, std::function<void()> function) {
  home.post(new start_parcel(std::move(function)));
}

}  // namespace fauxtp::runtime::testing
