#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "runtime/fiber.hpp"
#include "runtime/stack_slab.hpp"

namespace fauxtp::runtime {

class worker;

/// The fibers of a worker, on stacks of each size that was asked for. A fiber whose job has ended
/// waits here for the next job. Only for the worker's own thread.
class fiber_stock {
 public:
  explicit fiber_stock(worker& home) noexcept : home_(home) {}

  /// A fiber that runs this job when it is switched to; null if there is no memory for a stack.
  fiber* take_for(job& begun) noexcept;
  /// The fiber has no job any more, and parks.
  void put_back(fiber& idle) { idle_of(idle.stack_size()).push_back(&idle); }
  /// Whether a fiber is made at this moment: Boost calls it ready, but it has nothing to do yet.
  bool is_making() const noexcept { return making_; }

  /// Lets all fibers end, which have no job.
  void retire();
  /// Called by a fiber of this stock that ends.
  void has_ended() noexcept { --fibers_; }

 private:
  struct size_class {
    std::size_t size;
    std::unique_ptr<stack_slab> slab;
    std::vector<fiber*> idle;
  };

  size_class& of_size(std::size_t stack_size);
  std::vector<fiber*>& idle_of(std::size_t stack_size) { return of_size(stack_size).idle; }
  fiber& make(std::size_t stack_size);

  worker& home_;
  std::vector<size_class> sizes_;
  std::size_t fibers_ = 0;
  bool making_ = false;
};

}  // namespace fauxtp::runtime
