// Actors that declare their arguments in each way.
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "fauxtp/gen_server.hpp"
#include "fauxtp/module.hpp"
#include "fauxtp/receive.hpp"
#include "fauxtp/supervisor.hpp"

namespace {

struct limits {
  double share = 0.5;
  std::string unit;
};
struct options {
  int start = 0;
  std::string path;
  unsigned char level = 3;
  bool loud = false;
  std::chrono::milliseconds wait{250};
  std::vector<std::string> peers;
  std::map<std::string, int> ports;
  std::optional<limits> bounds;
  std::pair<int, std::string> row{1, "one"};
  fauxtp::term more;
};

/// Says which arguments it was given.
class declared : public fauxtp::gen_server<declared> {
 public:
  explicit declared(const options& given)
      : text_(std::to_string(given.start) + " " + given.path + " " +
              std::to_string(given.wait.count()) + " " + std::to_string(given.peers.size()) + " " +
              (given.bounds ? given.bounds->unit : "-") + " " + given.row.second + " " +
              to_string(given.more)) {}
  fauxtp::term handle_call(fauxtp::term, fauxtp::from) { return text_; }

 private:
  std::string text_;
};

struct numbers {
  int port;  // without an initializer
  bool on;
  int other = 7;
};
void runs(numbers) { fauxtp::sleep(fauxtp::infinity); }

struct none {};
void takes_nothing() { fauxtp::sleep(fauxtp::infinity); }
void has_no_fields(none) { fauxtp::sleep(fauxtp::infinity); }
void takes_a_term(const fauxtp::term&) { fauxtp::sleep(fauxtp::infinity); }

/// Refuses what its types allow.
struct range {
  int least = 1;
  int most = 8;
  void check() const {
    if (least > most) throw std::invalid_argument("\"least\" is more than \"most\"");
    if (most == 13) throw 13;
  }
};
struct ranges {
  range inner;
  std::string text = "wrong";
  void check() const {
    if (text == "wrong") throw std::runtime_error("another text");
  }
};
class range_server : public fauxtp::gen_server<range_server> {
 public:
  explicit range_server(range) {}
};
void takes_a_range(range) { fauxtp::sleep(fauxtp::infinity); }
void takes_ranges(const ranges&) { fauxtp::sleep(fauxtp::infinity); }

/// Says how many bytes it was given.
struct memory {
  fauxtp::byte_size most{1 << 20};
  std::optional<fauxtp::byte_size> each;
};
class memory_server : public fauxtp::gen_server<memory_server> {
 public:
  explicit memory_server(memory given) : given_(given) {}
  fauxtp::term handle_call(fauxtp::term, fauxtp::from) {
    const std::uint64_t each = given_.each.value_or(fauxtp::byte_size{0});
    return std::to_string(given_.most) + " " + std::to_string(each);
  }

 private:
  memory given_;
};

struct size {
  std::size_t children = 0;
};
fauxtp::supervisor_spec supervises(size given) {
  fauxtp::supervisor_spec spec;
  for (std::size_t i = 0; i < given.children; ++i) {
    spec.children.push_back({.id = std::to_string(i), .start = fauxtp::child_start(takes_nothing)});
  }
  return spec;
}

}  // namespace

FAUXTP_MODULE(declared) {
  types.add<declared>("declared");
  types.add("runs", runs);
  types.add("takes_nothing", takes_nothing);
  types.add("has_no_fields", has_no_fields);
  types.add("takes_a_term", takes_a_term);
  types.add("supervises", supervises);
  types.add<range_server>("range_server");
  types.add<memory_server>("memory_server");
  types.add("takes_a_range", takes_a_range);
  types.add("takes_ranges", takes_ranges);
  types.add("lambda", [](const numbers&) {});
}
