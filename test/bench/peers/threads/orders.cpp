// Takes orders as apps/orders does, by a pool of threads that wait: "orders DATABASE" prints its
// port. Each of sixteen threads has a connection to PostgreSQL, and each order a commit of its own.
// A client's connection has a thread only while it has asked for something, so that there may be
// more of them than threads.
#include <libpq-fe.h>
#include <sys/epoll.h>

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "order.hpp"
#include "order_sql.hpp"

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using failure = boost::system::error_code;
using request = http::request<http::string_body>;
using response = http::response<http::string_body>;

constexpr int threads = 16;

class database {
 public:
  explicit database(const char* where) : connection_(PQconnectdb(where), &PQfinish) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) fail();
    PQsetNoticeProcessor(
        connection_.get(), [](void*, const char*) {}, nullptr);
  }

  void make_table() { must(PQexec(connection_.get(), orders::schema)); }
  void prepare() { must(PQprepare(connection_.get(), "insert", orders::insert, 0, nullptr)); }

  /// Returns its id when it is committed.
  std::int64_t accept(const orders::order& what) {
    const std::string quantity = std::to_string(what.quantity);
    const char* values[] = {nullptr, what.customer.c_str(), what.item.c_str(), quantity.c_str()};
    const auto rows =
        must(PQexecPrepared(connection_.get(), "insert", 4, values, nullptr, nullptr, 0));
    return std::atoll(PQgetvalue(rows.get(), 0, 0));
  }

 private:
  using result = std::unique_ptr<PGresult, void (*)(PGresult*)>;

  result must(PGresult* given) {
    result held(given, &PQclear);
    const ExecStatusType status = PQresultStatus(given);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail();
    return held;
  }
  [[noreturn]] void fail() {
    std::fprintf(stderr, "PostgreSQL: %s", PQerrorMessage(connection_.get()));
    std::exit(1);
  }

  std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
};

struct client {
  tcp::socket socket;
  beast::flat_buffer buffer{};
};

/// Those that have asked for something.
class ready_clients {
 public:
  void add(client* one) { change(EPOLL_CTL_ADD, one); }
  void await_again(client* one) { change(EPOLL_CTL_MOD, one); }
  client* next() {
    epoll_event event{};
    while (epoll_wait(epoll_, &event, 1, -1) != 1) {
    }
    return static_cast<client*>(event.data.ptr);
  }

 private:
  void change(int how, client* one) {
    epoll_event wanted{.events = EPOLLIN | EPOLLONESHOT, .data = {.ptr = one}};
    if (epoll_ctl(epoll_, how, one->socket.native_handle(), &wanted) != 0) {
      std::perror("epoll_ctl");
      std::exit(1);
    }
  }

  const int epoll_ = epoll_create1(EPOLL_CLOEXEC);
};

response json(const request& asked, http::status what, std::string body) {
  response made(what, asked.version());
  made.set(http::field::content_type, "application/json");
  made.keep_alive(asked.keep_alive());
  made.body() = std::move(body) + "\n";
  return made;
}

response answer(const request& asked, database& table) {
  if (asked.method() != http::verb::post || asked.target() != "/orders") {
    return json(asked, http::status::not_found, orders::error_json("expected is POST /orders"));
  }
  try {
    const orders::order what = orders::order_from_json(asked.body());
    const std::int64_t id = table.accept(what);
    response made = json(asked, http::status::created, orders::to_json(id, what));
    made.set(http::field::location, "/orders/" + std::to_string(id));
    return made;
  } catch (const orders::bad_order& mistake) {
    return json(asked, http::status::bad_request, orders::error_json(mistake.what()));
  }
}

/// False if the connection is at its end.
bool serve(client& one, database& table) {
  do {
    request asked;
    failure failed;
    http::read(one.socket, one.buffer, asked, failed);
    if (failed) return false;
    response made = answer(asked, table);
    made.prepare_payload();
    http::write(one.socket, made, failed);
    if (failed || !made.keep_alive()) return false;
  } while (one.buffer.size() > 0);
  return true;
}

void work(ready_clients& clients, const char* where) {
  database table(where);
  table.prepare();
  for (;;) {
    client* const one = clients.next();
    if (serve(*one, table)) {
      clients.await_again(one);
    } else {
      delete one;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  database(argv[1]).make_table();
  ready_clients clients;
  std::vector<std::jthread> all;
  for (int i = 0; i < threads; ++i) all.emplace_back([&] { work(clients, argv[1]); });
  asio::io_context context;
  tcp::acceptor door(context, {asio::ip::address_v4::loopback(), 0});
  std::printf("%d\n", door.local_endpoint().port());
  std::fflush(stdout);
  for (;;) {
    auto made = std::make_unique<client>(door.accept());
    made->socket.set_option(tcp::no_delay(true));
    clients.add(made.release());
  }
}
