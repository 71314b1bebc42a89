// A server of which more is asked than it can do: requests come at random times, whether or not
// those before them were answered. Each line is policy,load,throughput,goodput,p50_ms,p99_ms; load,
// throughput and goodput are shares of what the server can do, which is measured just before.
// `bench_overload SECONDS`: how long each load is measured; default: 4.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fauxtp/fauxtp.hpp>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

using namespace fauxtp;
using namespace std::chrono_literals;
using real_clock = std::chrono::steady_clock;
using seconds = std::chrono::duration<double>;

constexpr auto service = 1ms;     // of one request, as if something else worked for the server
constexpr auto patience = 250ms;  // of one who asks: a later answer is of no use
constexpr auto max_age = 100ms;
constexpr auto target = 20ms;

struct work {
  using reply = bool;
};

class server : public gen_server<server, calls<work>> {
 public:
  bool handle_call(work, from) {
    fauxtp::sleep(service);
    return true;
  }
};

struct policy {
  const char* name;
  mailbox_limit mailbox;
};

/// What has come back while it was measured.
struct answers {
  std::vector<seconds> latencies;
  std::size_t in_time = 0;
};

double milliseconds_at(std::vector<seconds>& latencies, double share) {
  if (latencies.empty()) return 0;
  std::ranges::sort(latencies);
  const auto count = static_cast<double>(latencies.size());
  const auto position = static_cast<std::size_t>(std::ceil(count * share));
  return latencies[std::max<std::size_t>(position, 1) - 1].count() * 1000;
}

/// How many requests the server answers in a second if there is always one.
double most_of(pid server, seconds time) {
  constexpr int always_open = 8;
  const auto ask = [&] { respond_by_message(send_request(server, work{})); };
  for (int i = 0; i < always_open; ++i) ask();
  const auto begin = real_clock::now();
  int answered = 0;
  for (; real_clock::now() - begin < time; ++answered) {
    receive<response>();
    ask();
  }
  const seconds took = real_clock::now() - begin;
  for (int i = 0; i < always_open; ++i) receive<response>();
  return answered / took.count();
}

/// Asks for a quarter of the time before it measures, so that a queue has grown by then.
answers ask(pid server, double rate, seconds time) {
  std::mt19937_64 dice(1);
  std::exponential_distribution<double> gap(rate);
  std::unordered_map<std::uint64_t, real_clock::time_point> sent;
  const auto begin = real_clock::now() + std::chrono::duration_cast<real_clock::duration>(time / 4);
  const auto end = begin + std::chrono::duration_cast<real_clock::duration>(time);
  answers seen;
  for (auto next = real_clock::now(); next < end;) {
    const auto now = real_clock::now();
    if (now >= next) {
      const ref id = respond_by_message(send_request(server, work{}));
      sent.emplace(id.value(), next);
      next += std::chrono::duration_cast<real_clock::duration>(seconds(gap(dice)));
    }
    const auto wait = std::max<real_clock::duration>(next - real_clock::now(), 0s);
    const auto found = receive<response>(wait);
    if (!found) continue;
    const auto asked = sent.extract(found->id.value()).mapped();
    if (found->failure || real_clock::now() < begin) continue;
    seen.latencies.push_back(real_clock::now() - asked);
    if (seen.latencies.back() <= patience) ++seen.in_time;
  }
  return seen;
}

void measure(const policy& by, double load, seconds time) {
  node_options options;
  options.workers = 1;  // the server's; those who ask are on this thread
  options.log = [](const report&) {};
  const node home(options);
  const pid asked = start<server>(start_options{.spawn = {.mailbox = by.mailbox}});
  const double most = most_of(asked, time / 4);
  answers seen = ask(asked, load * most, time);
  exit(asked, exit_reason::kill);
  const double possible = time.count() * most;
  std::printf("%s,%.1f,%.3f,%.3f,%.2f,%.2f\n", by.name, load,
              static_cast<double>(seen.latencies.size()) / possible,
              static_cast<double>(seen.in_time) / possible, milliseconds_at(seen.latencies, 0.5),
              milliseconds_at(seen.latencies, 0.99));
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) {
  const seconds time(count > 1 ? std::atof(arguments[1]) : 4.0);
  const policy policies[] = {{"none", {}},
                             {"max_age", {.max_age = max_age}},
                             {"shed", {.max_age = max_age, .shed = {.target = target}}}};
  std::puts("policy,load,throughput,goodput,p50_ms,p99_ms");
  for (const double load : {0.2, 0.5, 0.8, 1.0, 1.2, 1.5, 2.0, 2.5, 3.0}) {
    for (const policy& each : policies) measure(each, load, time);
  }
}
