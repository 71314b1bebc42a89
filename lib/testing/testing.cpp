// A node that the test controls.
#include "fauxtp/testing.hpp"

#include <algorithm>
#include <cstdlib>
#include <deque>

#include "actor/local_node.hpp"
#include "fauxtp/gen_server.hpp"

namespace fauxtp::testing {
namespace {

std::size_t workers_wanted() {
  const char* wanted = std::getenv("FAUXTP_TEST_WORKERS");
  const int workers = wanted == nullptr ? 1 : std::atoi(wanted);
  return static_cast<std::size_t>(std::max(workers, 1));
}

// With which number the workers take turns; 0: they run at once.
std::uint64_t interleaving_wanted() {
  const char* wanted = std::getenv("FAUXTP_TEST_INTERLEAVING");
  return wanted == nullptr ? 0 : std::strtoull(wanted, nullptr, 10);
}

// Whether what surrounds a node is to be in memory if a test does not say.
bool memory_wanted() {
  const char* found = std::getenv("FAUXTP_TEST_NETWORK");
  const std::string wanted = found == nullptr ? "machine" : found;
  if (wanted != "memory" && wanted != "machine") {
    throw std::invalid_argument("fauxtp: FAUXTP_TEST_NETWORK is \"" + wanted +
                                "\"; wanted is \"machine\" or \"memory\"");
  }
  return wanted == "memory";
}

// Null: the machine's.
std::shared_ptr<runtime::network> network_wanted() {
  return memory_wanted() ? network().core() : nullptr;
}
std::shared_ptr<runtime::disk> disk_wanted() { return memory_wanted() ? disk().core() : nullptr; }

struct take_request {
  using reply = std::optional<term>;
  std::function<bool(const term&)> matches;
};
struct list_request {
  using reply = std::vector<std::string>;
};

class probe_server : public gen_server<probe_server, calls<take_request, list_request>> {
 public:
  std::optional<term> handle_call(take_request request, from) {
    const auto found = std::ranges::find_if(kept_, request.matches);
    if (found == kept_.end()) return std::nullopt;
    std::optional<term> taken(std::move(*found));
    kept_.erase(found);
    return taken;
  }
  std::vector<std::string> handle_call(list_request, from) {
    std::vector<std::string> printed;
    for (const term& message : kept_) printed.push_back(to_string(message));
    return printed;
  }
  void handle_info(term message) { kept_.push_back(std::move(message)); }

 private:
  std::deque<term> kept_;
};

std::string listed(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += "\n  " + line;
  return lines.empty() ? " nothing" : text;
}

}  // namespace

failure::~failure() = default;

node::node() : node(node_options()) {}
node::node(const network& through) : node(node_options{.network = through.core()}) {}
node::node(const disk& files) : node(node_options{.disk = files.core()}) {}
node::node(const network& through, const disk& files)
    : node(node_options{.network = through.core(), .disk = files.core()}) {}

node::node(node_options options) {
  options.workers = workers_wanted();
  options.manual_clock = true;
  options.caller_works = true;
  if (options.interleaving == 0) options.interleaving = interleaving_wanted();
  options.spread_spawns = true;
  if (options.network == nullptr) options.network = network_wanted();
  if (options.disk == nullptr) options.disk = disk_wanted();
  options.log = [reported = reported_, also = std::move(options.log)](const report& report) {
    if (also) also(report);
    const std::lock_guard lock(reported->guard);
    reported->all.push_back(report);
  };
  node_ = std::make_unique<fauxtp::node>(std::move(options));
}

node::~node() = default;

void node::settle() { node_->core().pool().settle(); }

bool node::step(duration& within) {
  fauxtp::detail::local_node& core = node_->core();
  settle();
  const auto now = core.time().now();
  const auto next = core.pool().next_timer();
  const bool none = next == runtime::time_point::max();
  if (none || next > runtime::deadline_after(now, within)) return false;
  within -= next - now;
  core.manual_time()->set(next);
  core.pool().clock_has_moved();
  settle();
  return true;
}

void node::advance(duration time) {
  while (step(time)) {
  }
  fauxtp::detail::local_node& core = node_->core();
  core.manual_time()->set(runtime::deadline_after(core.time().now(), time));
  core.pool().clock_has_moved();
  settle();
}

void node::set_wall_clock(std::chrono::system_clock::time_point now) {
  node_->core().manual_time()->set_wall(now);
}

std::vector<report> node::reports(std::string_view label) const {
  const std::lock_guard lock(reported_->guard);
  std::vector<report> wanted;
  std::ranges::copy_if(reported_->all, std::back_inserter(wanted), [&](const report& report) {
    return label.empty() || report.label == label;
  });
  return wanted;
}

void node::teardown() {
  settle();
  std::vector<std::string> left;
  std::vector<process_info> alive = infos().actors;
  std::ranges::sort(alive, {}, &process_info::actor);
  for (const process_info& each : alive) {
    if (each.actor != self()) left.push_back("actor " + each.label + " " + to_string(each.actor));
  }
  fauxtp::detail::mailbox& own = fauxtp::detail::process::current().messages();
  for (const auto* each = *own.first(); each != nullptr; each = each->next) {
    left.push_back("message " +
                   to_string(static_cast<const fauxtp::detail::message*>(each)->content));
  }
  if (!left.empty()) throw failure("the test left behind:" + listed(left));
}

probe::probe(node& home) : home_(home), actor_(start_child<probe_server>()) {}

probe::~probe() {
  if (!is_alive(actor_)) return;
  exit(actor_, exit_reason::kill);
  home_.settle();
}

term probe::take(const std::function<bool(const term&)>& matches, duration within) {
  for (;;) {
    home_.settle();
    if (auto found = call(actor_, take_request{matches}, infinity)) return std::move(*found);
    if (!home_.step(within)) break;
  }
  throw failure("the probe did not get what it waited for; it has" + listed(messages()));
}

void probe::assert_silent(duration within) {
  home_.advance(within);
  if (const auto got = messages(); !got.empty()) {
    throw failure("the probe should have got nothing; it has" + listed(got));
  }
}

std::vector<std::string> probe::messages() const { return call(actor_, list_request{}, infinity); }

void wait_for(node& home, const std::function<bool()>& condition, duration within) {
  do {
    home.settle();
    if (condition()) return;
  } while (home.step(within));
  if (!condition()) throw failure("what was waited for did not come about in time");
}

bool detail::ends_within(node& home, pid task, duration within) {
  do {
    home.settle();
    if (!is_alive(task)) return true;
  } while (home.step(within));
  if (!is_alive(task)) return true;
  exit(task, exit_reason::kill);
  return false;
}

}  // namespace fauxtp::testing
