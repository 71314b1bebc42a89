// Actors for trees that are changed while they run.
#include <array>
#include <atomic>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "fauxtp/app_env.hpp"
#include "fauxtp/gen_server.hpp"
#include "fauxtp/module.hpp"

/// One of this many starts fails; 0: none does.
extern "C" std::atomic<unsigned> keepers_fail_one_in;
std::atomic<unsigned> keepers_fail_one_in = 0;

namespace {

bool fails_by_chance() {
  static std::atomic<std::uint64_t> starts = 0;
  const unsigned one_in = keepers_fail_one_in;
  constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;
  return one_in != 0 && ((++starts * golden) >> 32) % one_in == 0;
}

/// Keeps its args, and gives them to any client that asks.
class keeper : public fauxtp::gen_server<keeper> {
 public:
  explicit keeper(const fauxtp::term& args) : args_(args.clone()) {
    if (fails_by_chance()) throw std::runtime_error("no luck");
    if (args.get("fails", false)) throw std::runtime_error("told to fail");
    if (const auto file = args.get("creates", ""); !file.empty()) std::ofstream(file) << "here";
    if (const auto file = args.get("fails_if_there", ""); !file.empty()) {
      if (std::ifstream(file)) throw std::runtime_error("it is there");
    }
  }
  fauxtp::term handle_call(fauxtp::term, fauxtp::from) { return args_.clone(); }
  void handle_cast(fauxtp::term) { throw std::runtime_error("told to crash"); }

 private:
  fauxtp::term args_;
};

struct shop {
  std::string street = "High Street";
  int counters = 1;
  std::int64_t changes = 0;
  static constexpr std::array<std::string_view, 1> live_arguments{"counters"};
  void check() const {
    if (counters < 0) throw std::invalid_argument("fewer counters than none");
  }
};

/// Opens and closes counters without closing itself. Tells its street, its counters, and how often
/// these have changed.
class shopkeeper : public fauxtp::gen_server<shopkeeper> {
 public:
  explicit shopkeeper(shop args) : shop_(std::move(args)) {}
  fauxtp::term handle_call(fauxtp::term, fauxtp::from) {
    return fauxtp::tuple(shop_.street, shop_.counters, shop_.changes);
  }
  void handle_config_change(shop next) {
    next.changes = shop_.changes + 1;
    shop_ = std::move(next);
  }

 private:
  shop shop_;
};

/// Tells the x of the env that it has begun with, the x that there is, and how often it was told.
class env_watcher : public fauxtp::gen_server<env_watcher, fauxtp::calls<>, fauxtp::casts<>,
                                              fauxtp::messages<fauxtp::app_env_changed>> {
 public:
  env_watcher() { fauxtp::watch_app_env(); }
  fauxtp::term handle_call(fauxtp::term, fauxtp::from) { return fauxtp::tuple(first_, x(), told_); }
  void handle_info(fauxtp::app_env_changed) { ++told_; }

 private:
  static int x() { return fauxtp::app_env().get("x", 0); }
  const int first_ = x();
  int told_ = 0;
};

/// Tells its number among those that are alike.
class numbered : public fauxtp::gen_server<numbered> {
 public:
  explicit numbered(const fauxtp::term& args) {
    if (args.get("fails", false)) throw std::runtime_error("told to fail");
  }
  fauxtp::term handle_call(fauxtp::term, fauxtp::from) {
    return static_cast<std::int64_t>(number_);
  }

 private:
  std::size_t number_ = fauxtp::instance();
};

}  // namespace

FAUXTP_MODULE(keepers) {
  types.add<env_watcher>("env_watcher");
  types.add<shopkeeper>("shopkeeper");
  types.add<keeper>("keeper");
  types.add<keeper>("other");
  types.add<numbered>("numbered");
}
