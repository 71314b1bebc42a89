// Changes a running tree into another.
#include "fauxtp/reload.hpp"

#include "application/passage.hpp"

namespace fauxtp {

struct reload_plan::data {
  std::shared_ptr<const application> running, next;
  differences found;

  reload_result apply(pid root) const;
};

reload_result reload_plan::data::apply(pid root) const {
  const tree_specs before(*running->data_), after(*next->data_);
  passage way(root, found, before, after);
  try {
    auto failed = way.go();
    if (!failed) return {};
    return {.ok = false,
            .failed = std::move(failed->path),
            .reason = std::move(failed->reason),
            .lost = way.go_back()};
  } catch (...) {
    way.give_up();
    throw;
  }
}

reload_plan::reload_plan(std::shared_ptr<const application> running,
                         std::shared_ptr<const application> next)
    : data_(std::make_unique<data>()) {
  data_->found = differences_of(*running->data_, *next->data_);
  data_->running = std::move(running);
  data_->next = std::move(next);
}
reload_plan::~reload_plan() = default;
reload_plan::reload_plan(reload_plan&&) noexcept = default;
reload_plan& reload_plan::operator=(reload_plan&&) noexcept = default;

const std::vector<tree_change>& reload_plan::changes() const noexcept { return data_->found.shown; }

reload_result reload_plan::apply(pid root) const { return data_->apply(root); }

}  // namespace fauxtp
