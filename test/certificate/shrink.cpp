#include "shrink.hpp"

namespace certificate {
namespace {

/// Calls `found` with each child that is simpler than this one by one change.
void plainer(const child& whole, const std::function<void(child)>& found) {
  const auto with = [&](auto change) {
    child changed = whole;
    change(changed);
    found(std::move(changed));
  };
  for (std::size_t n = 0; n < whole.children.size(); ++n) {
    const auto at = static_cast<std::ptrdiff_t>(n);
    if (!whole.dynamic) with([&](child& it) { it.children.erase(it.children.begin() + at); });
    if (whole.children[n].type == fauxtp::child_type::supervisor) {
      with([&](child& it) {
        child worker{.id = it.children[n].id, .restart = it.children[n].restart};
        worker.significant = it.children[n].significant;
        it.children[n] = worker;
      });
    }
    plainer(whole.children[n],
            [&](child part) { with([&](child& it) { it.children[n] = std::move(part); }); });
  }
  if (whole.kind != kind::plain) {
    with([](child& it) {
      it.kind = kind::plain;
      it.shutdown = "infinity";
    });
  }
  if (whole.shutdown != "infinity" && whole.kind != kind::stubborn) {
    with([](child& it) { it.shutdown = "infinity"; });
  }
  if (whole.significant) with([](child& it) { it.significant = false; });
  if (whole.restart != fauxtp::restart_type::permanent && !whole.significant) {
    with([](child& it) { it.restart = fauxtp::restart_type::permanent; });
  }
  if (whole.strategy != fauxtp::strategy::one_for_one) {
    with([](child& it) { it.strategy = fauxtp::strategy::one_for_one; });
  }
  if (whole.intensity > 0) with([](child& it) { --it.intensity; });
  if (whole.auto_shutdown != fauxtp::auto_shutdown::never) {
    with([](child& it) { it.auto_shutdown = fauxtp::auto_shutdown::never; });
  }
}

void plainer(const step& whole, const std::function<void(step)>& found) {
  const auto with = [&](auto change) {
    step changed = whole;
    change(changed);
    found(std::move(changed));
  };
  if (whole.times > 1) with([](step& it) { --it.times; });
  for (std::size_t n = 0; n < whole.all.size(); ++n) {
    const auto at = static_cast<std::ptrdiff_t>(n);
    with([&](step& it) { it.all.erase(it.all.begin() + at); });
  }
  if (whole.all.size() == 1) found(whole.all.front());
  if (whole.added) {
    plainer(*whole.added, [&](child part) { with([&](step& it) { it.added = std::move(part); }); });
  }
}

std::vector<scenario> plainer(const scenario& whole) {
  std::vector<scenario> all;
  const auto with = [&](auto change) {
    all.push_back(whole);
    change(all.back());
    all.back().number = all.size() - 1;
  };
  const std::size_t steps = whole.steps.size();
  for (std::size_t left = steps / 2; left > 0; left /= 2) {  // first tries to drop a long tail
    with([&](scenario& it) { it.steps.resize(steps - left); });
  }
  for (std::size_t n = 0; n < steps; ++n) {
    const auto at = static_cast<std::ptrdiff_t>(n);
    with([&](scenario& it) { it.steps.erase(it.steps.begin() + at); });
  }
  plainer(whole.top, [&](child top) { with([&](scenario& it) { it.top = std::move(top); }); });
  for (std::size_t n = 0; n < steps; ++n) {
    plainer(whole.steps[n],
            [&](step part) { with([&](scenario& it) { it.steps[n] = std::move(part); }); });
  }
  return all;
}

}  // namespace

scenario shrink(scenario failing, const differ& differ) {
  for (;;) {
    std::vector<scenario> candidates = plainer(failing);
    const std::vector<bool> fails = differ(candidates);
    std::size_t first = 0;
    while (first < candidates.size() && !fails[first]) ++first;
    if (first == candidates.size()) return failing;
    failing = std::move(candidates[first]);
  }
}

}  // namespace certificate
