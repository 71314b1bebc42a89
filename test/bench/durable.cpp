// A durable_server with many callers, what one sync costs here, and how fast a journal is read.
#include <stdlib.h>

#include <fauxtp/fauxtp.hpp>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench.hpp"

namespace {

using namespace fauxtp;
namespace fs = std::filesystem;

struct paid {
  std::int64_t account = 0;
  std::int64_t amount = 0;
  std::string remark;
};
struct balance {
  std::int64_t all = 0;
  std::int64_t payments = 0;
  void apply(const paid& event) {
    all += event.amount;
    ++payments;
  }
};
struct pay {
  using reply = std::int64_t;
  std::int64_t amount;
};
struct total {
  using reply = std::int64_t;
};
struct pay_quietly {
  std::int64_t amount;
};

class till
    : public durable_server<till, balance, events<paid>, calls<pay, total>, casts<pay_quietly>> {
 public:
  explicit till(const durable_options& files) : durable_server(files) {}
  std::int64_t handle_call(pay request, from) {
    note(request.amount);
    return state().all;
  }
  std::int64_t handle_call(total, from) { return state().payments; }
  void handle_cast(pay_quietly request) { note(request.amount); }

 private:
  void note(std::int64_t amount) {
    record(paid{.account = 4711,
                .amount = amount,
                .remark = "for tea, and for what was had with it in the afternoon"});
  }
};

/// A folder beside the program, since /tmp may be in memory.
class folder {
 public:
  folder() : path_(fs::current_path() / "bench-durable-XXXXXX") {
    std::string name = path_.string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder can be made here");
    path_ = name;
  }
  ~folder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void end(pid server) {
  const ref ended = monitor(server);
  stop(server);
  receive(on(where([ended](const down& end) { return end.monitor == ended; }), [](down) {}));
}

constexpr std::int64_t callers = 64;

bench::cost acknowledged(std::int64_t times, durability keeps) {
  const folder here;
  const pid server = start<till>(durable_options{.folder = here.path(), .keeps = keeps});
  const std::int64_t each = std::max<std::int64_t>(times / callers, 1);
  const bench::cost all = bench::timed([&] {
    std::vector<task<void>> clients;
    for (std::int64_t i = 0; i < callers; ++i) {
      clients.emplace_back([=] {
        for (std::int64_t n = 0; n < each; ++n) call(server, pay{n}, infinity);
      });
    }
    for (auto& client : clients) client.join();
  });
  end(server);
  return all;
}

const bench::registered synced("durable_sync", 500, [](std::int64_t times) {
  const folder here;
  io::file journal(here.path() / "a", io::file_mode::append);
  const std::string text(100, 'x');
  return bench::timed([&] {
    for (std::int64_t n = 0; n < times; ++n) {
      journal.write(text);
      journal.sync();
    }
  });
});

const bench::registered called("durable_call", 100'000, [](std::int64_t times) {
  return acknowledged(times, durability::nothing_lost);
});

const bench::registered unsynced("durable_call_unsynced", 500'000, [](std::int64_t times) {
  return acknowledged(times, durability::process_crash);
});

/// Rows: per event, and per KB of the journal.
const bench::registered recovered(bench::benchmark{
    .name = "durable_recover",
    .rows = {"durable_recover", "durable_recover_kb"},
    .run = [](const bench::context& now) {
      now.in_actor([&] {
        const folder here;
        const durable_options options{.folder = here.path(),
                                      .keeps = durability::process_crash,
                                      .snapshot_after = std::uint64_t{1} << 40};
        const std::int64_t events = now.scaled(3'000'000);
        const pid writer = start<till>(options);
        for (std::int64_t n = 0; n < events; ++n) {
          cast(writer, pay_quietly{n});
          if (n % 1000 == 0) call(writer, total{}, infinity);
        }
        call(writer, total{}, infinity);
        end(writer);
        std::uintmax_t size = 0;
        for (const auto& each : fs::directory_iterator(here.path())) size += each.file_size();
        pid again;
        const bench::cost all =
            bench::timed([&] { again = start<till>(start_options{.timeout = infinity}, options); });
        if (call(again, total{}) != events) throw std::runtime_error("an event was lost");
        end(again);
        now.emit("durable_recover", events, all);
        now.emit("durable_recover_kb", 1, all.nanoseconds / (double(size) / 1000));
      });
    }});

}  // namespace
