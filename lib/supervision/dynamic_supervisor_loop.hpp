#pragma once

#include <functional>
#include <string>

#include "fauxtp/dynamic_supervisor.hpp"
#include "supervision/supervisor_loop.hpp"

namespace fauxtp::detail {

/// A supervisor whose children all come from one template, on request. The children have no places
/// of their own: one that ends for good is forgotten, and all stop at once.
class dynamic_supervisor_loop final : public supervisor_loop {
 public:
  explicit dynamic_supervisor_loop(dynamic_supervisor_spec spec);

 private:
  void answer(const from& client, term& request) override;
  bool keeps(const child&) const override { return false; }
  void stop_children() override;
  void drain_children(const std::function<void(pid actor, const exit_reason& reason)>& note);

  child_reply start_with(const term& extra);
  child_reply terminate_child(pid actor);
  std::optional<child_spec> get_childspec(pid actor);
  /// The child that runs as this actor, or that ran as it and is being restarted.
  children::iterator find(pid actor);
  child_counts count_children() const;
  std::optional<exit_reason> change(dynamic_supervisor_spec spec);

  dynamic_supervisor_spec spec_;
  std::size_t started_ = 0;
};

}  // namespace fauxtp::detail
