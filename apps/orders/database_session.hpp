#pragma once

#include <fauxtp/duration.hpp>
#include <fauxtp/timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "statement.hpp"

struct pg_conn;
struct pg_result;

namespace orders {

/// One connection to PostgreSQL, by libpq. While the actor waits for an answer, its worker runs
/// others. Whatever throws database_away leaves a session that is of no more use.
class database_session {
 public:
  /// Connects. `where`: as psql takes it, "host=/run/postgresql user=orders". `limit`: how long it
  /// may take to connect, and how long each answer.
  database_session(const std::string& where, fauxtp::duration limit);

  /// Runs a group of statements in one transaction, with one round trip and one commit. When it
  /// returns they are committed. If one of them fails, PostgreSQL undoes them all; then each is run
  /// alone, so that only those fail that are wrong themselves.
  std::vector<outcome> execute(std::span<const statement> group);

  /// Runs a text of several statements without values, in one transaction. Throws
  /// std::runtime_error with what PostgreSQL has against it.
  void run_script(const std::string& sql);

  /// Can be read when the server speaks unasked: it ends the connection, mostly.
  int descriptor() const;
  /// Takes what it says then.
  void listen();

 private:
  using result = std::unique_ptr<pg_result, void (*)(pg_result*)>;

  std::vector<outcome> execute_at_once(std::span<const statement> group);
  void prepare(std::span<const statement> group);
  void send(const statement& each);
  void finish_sending();
  result next_result();
  void await_sync();
  void begin_to_wait() { deadline_ = fauxtp::deadline_after(limit_); }
  void wait(bool for_reading, bool for_writing);
  void check(bool done) const;
  [[noreturn]] void fail() const;

  fauxtp::duration limit_;
  fauxtp::time_point deadline_;
  std::unique_ptr<pg_conn, void (*)(pg_conn*)> connection_;
  std::map<std::string_view, std::string> prepared_;  // the names of statements, by their text
  int names_ = 0;                                     // so many were given
};

}  // namespace orders
