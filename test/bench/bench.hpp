// What a benchmark is made of: it registers itself, measures in an actor, and hands in its rows.
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
  const cost* all = nullptr;  ///< of all operations together; none: the value is no cost
};

/// How a benchmark is to run, and where its rows go.
class context {
 public:
  using work = std::function<cost(std::int64_t operations)>;

  context(std::size_t threads, double scale, std::function<void(const row&)> output)
      : threads_(threads), scale_(scale), output_(std::move(output)) {}

  std::size_t threads() const noexcept { return threads_; }
  double scale() const noexcept { return scale_; }
  /// A size of the full benchmark, as large as it is to be now.
  std::int64_t scaled(std::int64_t size) const noexcept;
  /// The same for what is only repeated, where another size is the subject: never more.
  std::int64_t repeated(std::int64_t times) const noexcept;

  /// Makes a node and runs this in an actor on one of its workers. Throws what it has thrown.
  void in_actor(const std::function<void()>& body) const;
  /// A tenth of the size first, then the measured run, both in the same actor.
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
  std::size_t threads = 1;  ///< at least
};

/// All there are, in the order of the files in CMakeLists.txt.
std::vector<benchmark>& benchmarks();

/// At file scope: puts a benchmark among them.
struct registered {
  explicit registered(benchmark added) { benchmarks().push_back(std::move(added)); }
  /// With one row, which has its name.
  registered(const std::string& name, std::int64_t operations, const context::work& once)
      : registered({.name = name, .rows = {name}, .run = [=](const context& now) {
                      now.measure(name, operations, once);
                    }}) {}
};

}  // namespace bench
