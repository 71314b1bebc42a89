#pragma once

#pragma GCC visibility push(default)
namespace fauxtp {

/// What a child of an application's file is sent when a reload has changed arguments that it takes
/// while it runs. These are named by a member `live_arguments` of its struct of arguments:
///
/// ```cpp file=test/examples/config_change.cpp region=live
/// struct cache_options {
///   std::string folder = "/var/cache/shop";
///   std::size_t most = 1000;
///   static constexpr std::array<std::string_view, 1> live_arguments{"most"};
/// };
///
/// class cache : public gen_server<cache> {
///  public:
///   explicit cache(cache_options given) : options_(std::move(given)) {}
///   void handle_config_change(cache_options now) { options_ = std::move(now); }
///   term handle_call(term, from) { return term(static_cast<std::int64_t>(options_.most)); }
///
///  private:
///   cache_options options_;
/// };
/// ```
///
/// All arguments come, also those that are as before, and they have been checked as those of a
/// start are: a reload whose arguments the struct's own `check` refuses changes nothing. If any
/// other argument is changed, too, the child is restarted instead, and gets no message; so is a
/// child whose struct has no such member. A start that comes later has the new arguments. Of the
/// children of a simple_one_for_one supervisor only those that start later get them. If the reload
/// fails and is taken back, no message was sent.
///
/// OTP tells an application, not a child, of such changes (application(3), `config_change/3`).
template <class Arguments>
struct config_change {
  Arguments arguments;
};

}  // namespace fauxtp
#pragma GCC visibility pop
