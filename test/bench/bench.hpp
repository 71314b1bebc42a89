// The parts of a benchmark: it registers itself, measures in an actor, and emits its rows.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "meter.hpp"

namespace bench {

/// One line of the output.
struct row {
  std::string name;
  std::int64_t operations = 1;
  double value = 0;           ///< per operation: nanoseconds, or what the name says
  const cost* all = nullptr;  ///< of all operations together; null: the value is no cost
};

/// How a benchmark is to run, and where its rows go.
class context {
 public:
  using work = std::function<cost(std::int64_t operations)>;

  context(std::size_t threads, double scale, std::function<void(const row&)> output)
      : threads_(threads), scale_(scale), output_(std::move(output)) {}

  std::size_t threads() const noexcept { return threads_; }
  double scale() const noexcept { return scale_; }
  /// The size to use now for this size of the full benchmark.
  std::int64_t scaled(std::int64_t size) const noexcept;
  /// The same for a number of repetitions of which the size is not the subject: never more than
  /// `times`.
  std::int64_t repeated(std::int64_t times) const noexcept;

  /// Makes a node and runs `body` in an actor on one of its workers. Throws what `body` throws.
  void in_actor(const std::function<void()>& body) const;
  /// Runs a tenth of the operations first, then all of them and measures that, both in the same
  /// actor.
  void measure(const std::string& name, std::int64_t operations, const work& once) const;

  void emit(const std::string& name, std::int64_t operations, const cost& all) const;
  void emit(const std::string& name, std::int64_t operations, double value) const;

 private:
  std::size_t threads_;
  double scale_;
  std::function<void(const row&)> output_;
};

struct benchmark {
  std::string name;
  std::vector<std::string> rows;
  std::function<void(const context&)> run;
  std::size_t threads = 1;  ///< at least this many
};

/// All benchmarks, in the order of the files in CMakeLists.txt.
std::vector<benchmark>& benchmarks();

/// At file scope: adds a benchmark to the list.
struct registered {
  explicit registered(benchmark added) { benchmarks().push_back(std::move(added)); }
  /// A benchmark with one row, which has the benchmark's name.
  registered(const std::string& name, std::int64_t operations, const context::work& once)
      : registered({.name = name, .rows = {name}, .run = [=](const context& now) {
                      now.measure(name, operations, once);
                    }}) {}
};

}  // namespace bench
