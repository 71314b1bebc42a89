#include "database_connection.hpp"

#include <fauxtp/call.hpp>
#include <fauxtp/io.hpp>
#include <fauxtp/link.hpp>
#include <fauxtp/log.hpp>
#include <fauxtp/receive.hpp>
#include <fauxtp/spawn.hpp>
#include <utility>

namespace orders {

void database_connection::run() {
  try {
    serve();
  } catch (const database_away& why) {
    // No crash: a database that is away is foreseen.
    fauxtp::stop(fauxtp::exit_reason::shutdown_with(why.what()));
  }
}

void database_connection::serve() {
  database_session session(options_.database, options_.limit);
  fauxtp::monitor(options_.pool);  // one that is started anew does not know of this connection
  for (;;) {
    fauxtp::cast(options_.pool, connection_is_free{fauxtp::self()});
    do_work(session, next_work(session));
  }
}

work database_connection::next_work(database_session& session) {
  for (std::optional<work> given;;) {
    receive(fauxtp::on([&](work comes) { given = std::move(comes); }),
            fauxtp::on([](const fauxtp::down&) { throw database_away("the pool has ended"); }),
            fauxtp::on(fauxtp::io::readable(session.descriptor()), [&] { session.listen(); }));
    if (given) return std::move(*given);
  }
}

void database_connection::do_work(database_session& session, work given) {
  std::vector<statement> group;
  group.reserve(given.items.size());
  for (work::item& each : given.items) group.push_back(std::move(each.what));
  std::vector<outcome> outcomes = session.execute(group);
  for (std::size_t i = 0; i < group.size(); ++i) {
    fauxtp::reply(given.items[i].client, query::answer{.outcome = std::move(outcomes[i])});
  }
}

}  // namespace orders
