#include <fauxtp/fauxtp.hpp>

FAUXTP_MODULE(greeter) {
  types.add("greeter", [](const fauxtp::term& args) {
    fauxtp::log(fauxtp::severity::info, "good morning, " + args.get<std::string>("who"));
  });
}
