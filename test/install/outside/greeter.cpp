#include <fauxtp/fauxtp.hpp>

struct options {
  std::string who;  // what the file gives as "args"
};

FAUXTP_MODULE(greeter) {
  types.add("greeter", [](const options& args) {
    fauxtp::log(fauxtp::severity::info, "good morning, " + args.who);
  });
}
