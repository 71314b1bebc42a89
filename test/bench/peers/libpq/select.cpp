// libpq and nothing else: a thread for each of eight connections, which waits for each answer. 64
// questions are under way; one that is answered is asked again, after the others.
#include <libpq-fe.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace {

using steady = std::chrono::steady_clock;

constexpr int callers = 64, connections = 8;
constexpr long times = 320'000;  // for so long, if that is less:
constexpr std::chrono::seconds longest(10);

double nanoseconds(steady::duration time) {
  return std::chrono::duration<double, std::nano>(time).count();
}

[[noreturn]] void fail(const char* what, PGconn* connection) {
  std::fprintf(stderr, "%s: %s", what, PQerrorMessage(connection));
  std::exit(1);
}

void must(PGresult* result, ExecStatusType wanted, PGconn* connection) {
  if (PQresultStatus(result) != wanted) fail("PostgreSQL", connection);
  PQclear(result);
}

PGconn* connect(const char* database) {
  PGconn* connection = PQconnectdb(database);
  if (PQstatus(connection) != CONNECTION_OK) fail("connect", connection);
  must(PQprepare(connection, "one", "SELECT 1", 0, nullptr), PGRES_COMMAND_OK, connection);
  return connection;
}

/// When each question was asked that nobody answers yet. Nobody waits here: there are more
/// questions than threads.
class questions {
 public:
  explicit questions(long left) : left_(left), waiting_(callers, steady::now()) {}

  bool take(steady::time_point& asked) {
    const std::lock_guard lock(mutex_);
    if (left_ <= 0 || steady::now() > latest_) return false;
    --left_;
    asked = waiting_.front();
    waiting_.pop_front();
    return true;
  }
  void ask(steady::time_point now) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(now);
  }

 private:
  std::mutex mutex_;
  long left_;
  const steady::time_point latest_ = steady::now() + longest;
  std::deque<steady::time_point> waiting_;
};

std::vector<double> answer(PGconn* connection, questions& all) {
  std::vector<double> waits;
  for (steady::time_point asked; all.take(asked);) {
    must(PQexecPrepared(connection, "one", 0, nullptr, nullptr, nullptr, 0), PGRES_TUPLES_OK,
         connection);
    const auto now = steady::now();
    waits.push_back(nanoseconds(now - asked));
    all.ask(now);
  }
  return waits;
}

std::vector<double> answer_all(const std::vector<PGconn*>& connections, long count) {
  questions asked(count);
  std::mutex mutex;
  std::vector<double> all;
  std::vector<std::thread> threads;
  for (PGconn* each : connections) {
    threads.emplace_back([&, each] {
      const std::vector<double> some = answer(each, asked);
      const std::lock_guard lock(mutex);
      all.insert(all.end(), some.begin(), some.end());
    });
  }
  for (std::thread& each : threads) each.join();
  std::sort(all.begin(), all.end());
  return all;
}

void emit(const char* name, const std::vector<double>& all, double value) {
  std::printf("%s,2,%zu,%.2f\n", name, all.size(), value);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::vector<PGconn*> all_connections;
  for (int i = 0; i < connections; ++i) all_connections.push_back(connect(argv[1]));
  answer_all(all_connections, times / 10);
  const auto began = steady::now();
  const std::vector<double> all = answer_all(all_connections, times);
  emit("select", all, nanoseconds(steady::now() - began) / static_cast<double>(all.size()));
  emit("select_p50", all, all[all.size() / 2]);
  emit("select_p99", all, all[all.size() * 99 / 100]);
  for (PGconn* each : all_connections) PQfinish(each);
}
