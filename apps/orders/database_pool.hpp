#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <fauxtp/gen_server.hpp>
#include <fauxtp/timer.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "statement.hpp"

namespace orders {

/// Why a pool has not run a statement, or does not know whether it was run.
enum class refusal : unsigned char {
  none,
  away,  ///< no connection is up
  busy,  ///< too many wait
  lost   ///< its connection has ended meanwhile
};

/// Asks the pool to run a statement. The answer comes when it is committed.
struct query {
  struct answer {
    orders::outcome outcome{};
    refusal refused = refusal::none;
  };
  using reply = answer;
  statement what;
};

/// What a connection tells the pool: it is up, and has nothing to do.
struct connection_is_free {
  fauxtp::pid connection;
};
/// What the pool gives it then.
struct work {
  struct item {
    fauxtp::from client;  ///< to whom the connection replies by itself
    statement what;
  };
  std::vector<item> items;
};

/// What the pool tells itself: all that had come before is in its queue now.
struct hand_out_now {};

struct database_pool_options {
  std::size_t most_waiting = 2000;        ///< further ones are refused
  std::size_t group = 64;                 ///< so many statements share a commit, at most
  std::chrono::milliseconds start{1000};  ///< so long after its start, it waits for connections
};

/// The queue before the connections to a database. A connection that becomes free gets all that
/// waits, up to a group: the more there is to do, the more statements share one round trip and one
/// commit.
class database_pool : public fauxtp::gen_server<database_pool, fauxtp::calls<query>,
                                                fauxtp::casts<connection_is_free, hand_out_now>> {
 public:
  explicit database_pool(database_pool_options options)
      : options_(options), started_(fauxtp::deadline_after(options.start)) {}

  fauxtp::call_result<query::answer> handle_call(query asked, const fauxtp::from& client);
  void handle_cast(connection_is_free said);
  void handle_cast(hand_out_now);
  void handle_info(fauxtp::term message);
  fauxtp::term state() const;

 private:
  void hand_out_soon();
  void hand_out();
  std::vector<work::item> next_group();
  static void refuse(const fauxtp::from& client, refusal why);

  const database_pool_options options_;
  const fauxtp::time_point started_;  // from then on, no connection means that it is away
  std::deque<work::item> queue_;
  std::deque<fauxtp::pid> free_;
  bool is_handing_out_ = false;  // it has told itself to
  // Those that are up, with the clients of what each is at.
  std::map<fauxtp::pid, std::vector<fauxtp::from>> connections_;
};

/// Has the pool of this name run a statement, and waits until it is committed. Throws
/// database_away, and std::runtime_error for a statement that PostgreSQL refuses.
std::vector<row> execute(const std::string& pool, statement what);

/// The same for who has time: waits as long as the database is away.
std::vector<row> execute_at_last(const std::string& pool, const statement& what);

}  // namespace orders
