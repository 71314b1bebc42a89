#pragma once

#include <chrono>
#include <fauxtp/actor.hpp>
#include <string>

#include "database_pool.hpp"
#include "database_session.hpp"

namespace orders {

struct database_connection_options {
  std::string database;                   ///< where it is, see database_session
  std::string pool = "database_pool";     ///< whose work it does
  std::chrono::milliseconds limit{3000};  ///< for each answer of the server
};

/// One connection of a pool. It ends when the server is gone or does not answer; its supervisor
/// starts it again, after a delay that grows, and the pool answers its clients.
class database_connection : public fauxtp::actor {
 public:
  explicit database_connection(database_connection_options options)
      : options_(std::move(options)) {}

 private:
  void run() override;
  void serve();
  static work next_work(database_session& session);
  static void do_work(database_session& session, work given);

  const database_connection_options options_;
};

}  // namespace orders
