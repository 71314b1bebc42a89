// Compares fauxtp's supervisor with OTP's on generated scenarios; see README.md.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <optional>

#include "census.hpp"
#include "difference.hpp"
#include "generator.hpp"
#include "peer.hpp"
#include "shrink.hpp"
#include "subject.hpp"

namespace {

using namespace certificate;

struct settings {
  std::size_t scenarios = 2000;
  std::uint64_t seed = 1;
  std::size_t interleavings = 0;  // 0: one worker, which has one order
  std::optional<std::size_t> only;
  bool stop_at_first = false;
  bool shares = false;
  bool print = false;
  std::string reference = CERTIFICATE_REFERENCE;
};

/// If a run hangs, on one side or the other, this ends the certificate.
void alarm_in(unsigned seconds) {
  std::signal(SIGALRM, [](int) {
    constexpr std::string_view text = "certificate: a scenario does not come to its end\n";
    if (write(STDERR_FILENO, text.data(), text.size()) >= 0) _exit(3);
  });
  alarm(seconds);
}

struct both {
  std::vector<trace> ours;  // one for each interleaving
  trace theirs;
  bool differ() const { return std::ranges::any_of(ours, is_different()); }
  /// The first that differs, or else the first.
  const trace& shown() const {
    const auto found = std::ranges::find_if(ours, is_different());
    return found == ours.end() ? ours.front() : *found;
  }

  std::function<bool(const trace&)> is_different() const {
    return [this](const trace& each) { return each != theirs; };
  }
};

class comparison {
 public:
  explicit comparison(const settings& settings) : interleavings_(settings.interleavings) {
    for (auto& each : peers_) each = std::make_unique<peer>(settings.reference);
  }

  /// Both nodes and this thread work at the same time.
  std::vector<both> compare(const std::vector<scenario>& scenarios) {
    const std::size_t runs = scenarios.size() * std::max<std::size_t>(interleavings_, 1);
    alarm_in(60 + static_cast<unsigned>(runs) / 10);
    const auto middle = scenarios.begin() + static_cast<std::ptrdiff_t>(scenarios.size() / 2);
    auto first = std::async(std::launch::async, &peer::run, peers_[0].get(),
                            std::vector(scenarios.begin(), middle));
    auto second = std::async(std::launch::async, &peer::run, peers_[1].get(),
                             std::vector(middle, scenarios.end()));
    std::vector<both> all;
    for (const scenario& each : scenarios) {
      all.emplace_back();
      for (const std::uint64_t interleaving : interleavings_of(each)) {
        const trace seen = run(each, interleaving);
        if (all.back().ours.empty()) census_.count(seen);
        all.back().ours.push_back(canonical(seen));
      }
    }
    auto next = all.begin();
    for (auto* part : {&first, &second}) {
      for (const trace& theirs : part->get()) next++->theirs = canonical(theirs);
    }
    alarm(0);
    return all;
  }

  const census& counted() const noexcept { return census_; }

 private:
  /// Each scenario has numbers of its own.
  std::vector<std::uint64_t> interleavings_of(const scenario& scenario) const {
    if (interleavings_ == 0) return {0};
    std::vector<std::uint64_t> all(interleavings_);
    std::iota(all.begin(), all.end(), scenario.number * interleavings_ + 1);
    return all;
  }

  const std::size_t interleavings_;
  std::array<std::unique_ptr<peer>, 2> peers_;
  census census_;
};

/// Shows the smallest of the scenarios that differ, made smaller still.
void show(const scenario& failing, comparison& comparison, const settings& settings) {
  const auto differ = [&](const std::vector<scenario>& candidates) {
    std::vector<bool> result;
    for (const both& each : comparison.compare(candidates)) result.push_back(each.differ());
    return result;
  };
  scenario smallest = shrink(failing, differ);
  smallest.number = 0;
  const both traces = comparison.compare({smallest}).front();
  std::cout << "scenario " << failing.number << " of seed " << settings.seed
            << " differs. What is left of it:\n\n"
            << shown(smallest, traces.shown(), traces.theirs)
            << "\nas it was made up: ./check certificate --seed " << settings.seed << " --only "
            << failing.number << "\n\n";
}

int certify(const settings& settings) {
  const std::size_t from = settings.only.value_or(0);
  const std::size_t end = settings.only ? from + 1 : settings.scenarios;
  if (settings.print) {
    for (std::size_t next = from; next < end; ++next) {
      std::cout << erlang(generate(settings.seed, next)) << "\n";
    }
    return EXIT_SUCCESS;
  }
  comparison comparison(settings);
  std::optional<scenario> smallest;
  std::size_t differences = 0;
  std::size_t done = 0;
  for (std::size_t next = from; next < end;) {
    std::vector<scenario> batch;
    for (; next < end && batch.size() < 500; ++next) batch.push_back(generate(settings.seed, next));
    const std::vector<both> traces = comparison.compare(batch);
    done += batch.size();
    for (std::size_t n = 0; n < batch.size(); ++n) {
      if (!traces[n].differ()) continue;
      ++differences;
      if (!smallest || erlang(batch[n]).size() < erlang(*smallest).size()) smallest = batch[n];
    }
    if (smallest && settings.stop_at_first) break;
  }
  const std::string shares = comparison.counted().shares();
  if (smallest) show(*smallest, comparison, settings);
  if (settings.shares) std::cout << shares;
  std::cout << "certificate: " << done << " scenarios, ";
  if (settings.interleavings != 0) std::cout << settings.interleavings << " interleavings each, ";
  std::cout << differences << " differences\n";
  return differences == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace

int main(int argc, char** argv) {
  settings settings;
  CLI::App app("Runs made-up scenarios on fauxtp's supervisor and on OTP's, and compares.");
  app.add_option("--scenarios", settings.scenarios, "how many")->capture_default_str();
  app.add_option("--seed", settings.seed, "which")->capture_default_str();
  app.add_option("--interleavings", settings.interleavings,
                 "run each so often, on three workers that take turns in another order each time");
  app.add_option("--only", settings.only, "one of them, by its number");
  app.add_flag("--stop-at-first", settings.stop_at_first, "end soon after the first difference");
  app.add_flag("--shares", settings.shares, "say in how many scenarios what has happened");
  app.add_flag("--print", settings.print, "only print them, as the script reads them");
  app.add_option("--reference", settings.reference, "the script that runs OTP");
  CLI11_PARSE(app, argc, argv);
  // The same order each time, or orders that follow from numbers.
  setenv("FAUXTP_TEST_WORKERS", settings.interleavings == 0 ? "1" : "3", 1);
  try {
    return certify(settings);
  } catch (const std::exception& error) {
    std::cerr << "certificate: " << error.what() << "\n";
    return EXIT_FAILURE;
  }
}
