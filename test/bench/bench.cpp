// Runs a benchmark's work in an actor of a node that is made for it.
#include "bench.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <fauxtp/fauxtp.hpp>

namespace bench {

void context::measure(const std::string& name, std::int64_t operations, const work& once) const {
  in_actor([&] {
    const std::int64_t size = scaled(operations);
    once(std::max<std::int64_t>(size / 10, 1));
    emit(name, size, once(size));
  });
}

void context::in_actor(const std::function<void()>& body) const {
  fauxtp::node_options options;
  options.workers = threads_;
  options.log = [](const fauxtp::report&) {};    // some benchmarks are about crashes
  options.log_level = fauxtp::severity::notice;  // OTP's default, also used for Erlang's figures
  const fauxtp::node node(options);
  std::exception_ptr failure;
  fauxtp::spawn_monitor([&] {
    try {
      body();
    } catch (const std::exception&) {
      failure = std::current_exception();
    }
  });
  const auto end = fauxtp::receive<fauxtp::down>();
  if (failure) std::rethrow_exception(failure);
  if (end.reason.abnormal()) throw std::runtime_error("ended: " + to_string(end.reason));
}

void context::emit(const std::string& name, std::int64_t operations, const cost& all) const {
  output_({name, operations, all.nanoseconds / static_cast<double>(operations), &all});
}

void context::emit(const std::string& name, std::int64_t operations, double value) const {
  output_({name, operations, value});
}

std::int64_t context::scaled(std::int64_t size) const noexcept {
  return std::max<std::int64_t>(std::llround(static_cast<double>(size) * scale_), 1);
}

std::int64_t context::repeated(std::int64_t times) const noexcept {
  return std::min(scaled(times), times);
}

std::vector<benchmark>& benchmarks() {
  static std::vector<benchmark> all;
  return all;
}

}  // namespace bench
