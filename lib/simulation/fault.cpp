// What is done to an application, and when.
#include "simulation/fault.hpp"

#include <cstdint>
#include <utility>

#include "actor/post.hpp"
#include "runtime/worker.hpp"

namespace fauxtp::simulation {

struct fault::parcel final : runtime::parcel {
  explicit parcel(std::shared_ptr<fault> brought) : brought(std::move(brought)) {}
  void deliver() noexcept override {
    brought->happen();
    if (brought->has_happened_ && !std::exchange(brought->is_told_, true)) {
      const auto number = static_cast<std::int64_t>(brought->number_);
      detail::post_message(brought->told_, tuple("fault_happened", number));
    }
    delete this;
  }
  std::shared_ptr<fault> brought;
};

void fault::happens_on(runtime::worker& there) {
  auto* sent = new parcel(shared_from_this());
  if (!there.post(sent)) delete sent;
}

void fault::happens_now(runtime::worker& tells) {
  happen();
  happens_on(tells);
}

void fault::happen() {
  const auto deed = std::exchange(deed_, nullptr);
  if (!deed) return;
  has_happened_ = true;
  deed();
}

}  // namespace fauxtp::simulation
