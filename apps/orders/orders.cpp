// A service that takes orders over HTTP, keeps them in PostgreSQL, and passes them on to a
// warehouse. An order that was acknowledged is not lost, whatever ends when.
#include <fauxtp/fauxtp.hpp>
#include <string>

#include "database_connection.hpp"
#include "database_pool.hpp"
#include "order_api.hpp"
#include "order_cleaner.hpp"
#include "order_news.hpp"
#include "order_table.hpp"
#include "order_worker.hpp"

namespace orders {

struct order_schema_options {
  std::string database;  ///< where it is, see database_session
};

/// Makes the table; the children behind it start when there is one.
class order_schema : public fauxtp::actor {
 public:
  explicit order_schema(order_schema_options options) : options_(std::move(options)) {}

 private:
  void init() override { order_table::create(options_.database); }
  void run() override { fauxtp::stop(); }

  const order_schema_options options_;
};

}  // namespace orders

FAUXTP_MODULE(orders) {
  types.add<orders::order_schema>("order_schema");
  types.add<orders::database_pool>("database_pool");
  types.add<orders::database_connection>("database_connection");
  types.add<orders::order_news>("order_news");
  types.add<orders::order_worker>("order_worker");
  types.add("order_cleaner", orders::order_cleaner);
  types.add<orders::order_api>("order_api");
}
