#include <boost/test/unit_test.hpp>
#include <fauxtp/fauxtp.hpp>
#include <fauxtp/testing.hpp>

using namespace fauxtp;
using namespace std::chrono_literals;

namespace {

class mailer : public gen_server<mailer> {
 public:
  void handle_cast(term) { ++sent_; }
  term handle_call(term, from) { return sent_; }

 private:
  int sent_ = 0;
};

// [rate_limiter]
void send_all(const std::vector<std::string>& mails) {
  const rate_limiter limiter("mail_limiter");  // {.rate = 10, .burst = 20}
  for (const std::string& mail : mails) {
    limiter.take();  // 20 go at once, then one every 100 ms
    cast("mailer", mail);
  }
}
// [/rate_limiter]

}  // namespace

BOOST_FIXTURE_TEST_CASE(mails_go_at_a_rate, testing::node) {
  const rate_limiter_options options{.rate = 10, .burst = 20};
  const pid limiter = start<rate_limiter_server>(start_options{.name = "mail_limiter"}, options);
  const pid post = start<mailer>(start_options{.name = "mailer"});
  spawn(send_all, std::vector<std::string>(25, "hello"));
  settle();
  BOOST_TEST(call(post, "sent") == 20);
  advance(299ms);
  BOOST_TEST(call(post, "sent") == 22);
  advance(1ms);
  BOOST_TEST(call(post, "sent") == 23);
  advance(1s);
  BOOST_TEST(call(post, "sent") == 25);
  for (const pid each : {limiter, post}) exit(each, exit_reason::kill);
}
