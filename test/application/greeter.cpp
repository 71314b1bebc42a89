// A module that is built twice.
#include "fauxtp/gen_server.hpp"
#include "fauxtp/module.hpp"

namespace {

class greeter : public fauxtp::gen_server<greeter> {
 public:
  fauxtp::term handle_call(fauxtp::term, fauxtp::from) { return build(); }

 private:
  // A static variable of a template is one and the same in all builds, if the linker may merge
  // them.
  template <class T>
  static T of_template() {
    static T value = BUILD;
    return value;
  }
  static int build() { return of_template<int>(); }
};

}  // namespace

FAUXTP_MODULE(greeter) { types.add<greeter>("greeter"); }
