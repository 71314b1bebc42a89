// Actors for trees that are changed while they run.
#include <fstream>
#include <stdexcept>

#include "fauxtp/gen_server.hpp"
#include "fauxtp/module.hpp"

namespace {

/// Keeps its args for who asks.
class keeper : public fauxtp::gen_server<keeper> {
 public:
  explicit keeper(const fauxtp::term& args) : args_(args.clone()) {
    if (args.get("fails", false)) throw std::runtime_error("told to fail");
    if (const auto file = args.get("creates", ""); !file.empty()) std::ofstream(file) << "here";
    if (const auto file = args.get("fails_if_there", ""); !file.empty()) {
      if (std::ifstream(file)) throw std::runtime_error("it is there");
    }
  }
  fauxtp::term handle_call(fauxtp::term, fauxtp::from) { return args_.clone(); }
  void handle_cast(fauxtp::term) { throw std::runtime_error("told to crash"); }

 private:
  fauxtp::term args_;
};

}  // namespace

FAUXTP_MODULE(keepers) {
  types.add<keeper>("keeper");
  types.add<keeper>("other");
}
