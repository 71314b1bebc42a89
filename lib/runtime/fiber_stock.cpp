// How fibers are made, used again and ended.
#include "runtime/fiber_stock.hpp"

#include <boost/fiber/fiber.hpp>
#include <memory>
#include <new>

#include "runtime/exception_state.hpp"
#include "runtime/sanitizer.hpp"
#include "runtime/worker.hpp"

namespace fauxtp::runtime {
namespace {

/// What Boost takes as a stack allocator: it has one stack, which was taken already.
class stack_source {
 public:
  stack_source(stack_slab& home, boost::context::stack_context taken)
      : home_(&home), taken_(taken) {}
  boost::context::stack_context allocate() const noexcept { return taken_; }
  void deallocate(const boost::context::stack_context& stack) noexcept { home_->give_back(stack); }

 private:
  stack_slab* home_;
  boost::context::stack_context taken_;
};

}  // namespace

fiber* fiber_stock::take_for(job& begun) noexcept {
  try {
    const std::size_t stack_size = stack_slab::rounded(begun.stack_size());
    std::vector<fiber*>& idle = idle_of(stack_size);
    if (idle.empty()) idle.push_back(&make(stack_size));
    fiber* own = idle.back();
    idle.pop_back();
    own->takes(&begun);
    return own;
  } catch (const std::bad_alloc&) {
    making_ = false;
    return nullptr;
  }
}

void fiber_stock::retire() {
  for (size_class& size : sizes_) {
    for (fiber* idle : size.idle) home_.wake(*idle);  // it has no job, so it ends
    size.idle.clear();
  }
  while (fibers_ > 0) home_.yield();
}

fiber_stock::size_class& fiber_stock::of_size(std::size_t stack_size) {
  for (size_class& known : sizes_) {
    if (known.size == stack_size) return known;
  }
  sizes_.push_back(
      {stack_size, std::make_unique<stack_slab>(stack_size / sanitizer::stack_factor), {}});
  return sizes_.back();
}

fiber& fiber_stock::make(std::size_t stack_size) {
  stack_slab& slab = *of_size(stack_size).slab;
  const boost::context::stack_context stack = slab.take();
  auto* made = ::new (stack_slab::room_for_fiber(stack)) fiber(*this, stack_size, stack);
  ++fibers_;
  making_ = true;
  boost::fibers::fiber(boost::fibers::launch::post,
                       static_cast<boost::fibers::fiber_properties*>(made), std::allocator_arg,
                       stack_source(slab, stack),
                       [&home = home_, made] {
                         exception_state::begins();
                         home.work_on(*made);
                       })
      .detach();
  making_ = false;
  return *made;  // from now on it belongs to the context
}

}  // namespace fauxtp::runtime
