// A statement of SQL and what comes of it.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace orders {

/// With the values for its $1, $2, … as texts; no value is NULL.
struct statement {
  const char* sql;  ///< is there for ever: a connection prepares each text once
  std::vector<std::optional<std::string>> values{};
};

using row = std::vector<std::optional<std::string>>;

struct outcome {
  std::vector<row> rows{};
  std::string failure{};  ///< what PostgreSQL has against the statement; empty: it is committed
  bool passes = false;    ///< the failure is one of the server: a deadlock, a disk that is full
};

/// The database cannot be used now. What was sent to it may have been done, or not.
class database_away : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace orders
