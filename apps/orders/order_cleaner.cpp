#include "order_cleaner.hpp"

#include <fauxtp/log.hpp>
#include <string>

#include "order_table.hpp"

namespace orders {

constexpr int most_at_once = 1000;

void order_cleaner(order_cleaner_options options) {
  const order_table table;
  std::size_t removed = 0, all = 0;
  do {
    removed = table.remove_done(options.keep, most_at_once);
    all += removed;
  } while (removed == most_at_once);
  if (all > 0) fauxtp::log(fauxtp::severity::info, "removed " + std::to_string(all) + " orders");
}

}  // namespace orders
