#include "order_cleaner.hpp"

#include <fauxtp/log.hpp>
#include <fauxtp/receive.hpp>
#include <string>

namespace orders {

constexpr int most_at_once = 1000;

void order_cleaner::run() {
  std::size_t removed = 0, all = 0;
  do {
    removed = table_.remove_done(options_.keep, most_at_once);
    all += removed;
  } while (removed == most_at_once);
  if (all > 0) fauxtp::log(fauxtp::severity::info, "removed " + std::to_string(all) + " orders");
  fauxtp::sleep(options_.every);
}

}  // namespace orders
