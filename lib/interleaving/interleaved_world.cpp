// A world whose threads take turns.
#include "interleaving/interleaved_world.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include "interleaving/turn_executor.hpp"

namespace fauxtp::interleaving {
namespace {

class turn_bell final : public runtime::bell {
 public:
  explicit turn_bell(turn_taker& turns) : turns_(turns), owner_(turns.add()) {}

  void begins() noexcept override { turns_.enter(owner_); }
  void ends() noexcept override { turns_.leave(); }
  int spins() const noexcept override { return 0; }
  void sleep(runtime::time_point deadline) noexcept override { turns_.sleep(deadline); }
  void ring() noexcept override { turns_.wake(owner_); }
  void watch(int, runtime::io_wait&, runtime::standing_watch*) override {
    throw std::system_error(ENOTSUP, std::generic_category(),
                            "fauxtp: a simulation cannot wait for a descriptor of the machine");
  }
  void forget(runtime::io_wait&) noexcept override {}
  void look() noexcept override {}
  void is_alone() noexcept override {}
  bool has_news() const noexcept override { return false; }

 private:
  turn_taker& turns_;
  turn_taker::player& owner_;
};

}  // namespace

runtime::world interleaved(runtime::world other, std::shared_ptr<turn_taker> turns) {
  other.make_bell = [turns] { return std::make_unique<turn_bell>(*turns); };
  other.make_executor = [turns](std::size_t most_threads, std::function<void()> counted_off) {
    return std::make_unique<turn_executor>(*turns, most_threads, std::move(counted_off));
  };
  return other;
}

}  // namespace fauxtp::interleaving
