// Reads how many messages may wait in an actor's mailbox, and how long.
#include "declaration/mailbox_reader.hpp"

#include "declaration/quantity.hpp"
#include "fauxtp/call.hpp"

namespace fauxtp {
namespace {

class mailbox_reader {
 public:
  mailbox_reader(complaints& complain, const json_node& node, object_reader& of_owner,
                 const std::string& owner)
      : complain_(complain),
        node_(node),
        of_owner_(of_owner),
        title_("\"mailbox\" of " + owner),
        reader_(complain, node, mailbox_form, title_) {}

  mailbox_limit read(mailbox_limit otherwise) {
    reader_.check_keys();
    mailbox_limit limit = otherwise;
    limit.messages = static_cast<std::size_t>(
        reader_.integer("limit", static_cast<std::int64_t>(otherwise.messages)));
    limit.policy = reader_.choice("overflow", otherwise.policy);
    limit.max_age = reader_.timeout("max_age", otherwise.max_age);
    limit.shed = read_shed(otherwise.shed);
    if (reader_.find("queue_alarm") != nullptr) {
      limit.queue_alarm = static_cast<std::size_t>(reader_.integer("queue_alarm", 0));
    }
    look_at_overflow(limit);
    look_at_patience(limit);
    look_at_target(limit);
    return limit;
  }

 private:
  shedding read_shed(shedding otherwise) {
    const json_node* node = reader_.object("shed");
    if (node == nullptr) return otherwise;
    object_reader inside(complain_, *node, shed_form, "\"shed\" in " + title_);
    inside.check_keys();
    return {.target = inside.timeout("target", infinity),
            .interval = inside.time("interval", shedding().interval)};
  }

  void look_at_overflow(const mailbox_limit& limit) {
    if (limit.messages != 0 || reader_.find("overflow") == nullptr) return;
    if (reader_.find("limit") != nullptr || reader_.was_meant("limit")) return;
    warn("W209", title_ + " has an \"overflow\" but no \"limit\": it is never full",
         "give it \"limit\": 1000, or runtime.mailbox one for all");
  }

  // What is shed when its caller has gone helps nobody.
  void look_at_patience(const mailbox_limit& limit) {
    if (reader_.find("max_age") == nullptr || limit.max_age == infinity) return;
    if (limit.max_age < call_timeout || keeps_deadlines()) return;
    warn("W213",
         title_ + " lets requests wait for " + duration_text(limit.max_age) +
             ", and a call waits for " + duration_text(call_timeout) +
             " if it says nothing else: its caller has given up by then",
         "a shorter \"max_age\", or \"deadlines\": true for the server");
  }

  void look_at_target(const mailbox_limit& limit) {
    if (limit.shed.target == infinity || limit.shed.target < limit.max_age / 2) return;
    warn("W214",
         title_ + " sheds by its \"shed\" what has waited for more than twice " +
             duration_text(limit.shed.target) + ", but nothing waits for longer than its " +
             "\"max_age\", " + duration_text(limit.max_age),
         "a \"target\" of less than half of \"max_age\"");
  }

  bool keeps_deadlines() const {
    const json_node* said = of_owner_.find("deadlines");
    const bool* on = said == nullptr ? nullptr : said->as<bool>();
    return on != nullptr && *on;
  }

  void warn(const char* code, const std::string& what, const std::string& help) {
    complain_.at(node_, code, what, "", help).level = diagnostic::severity::warning;
  }

  complaints& complain_;
  const json_node& node_;
  object_reader& of_owner_;
  const std::string title_;
  object_reader reader_;
};

}  // namespace

mailbox_limit read_mailbox(complaints& complain, object_reader& of_owner, const std::string& owner,
                           mailbox_limit otherwise) {
  const json_node* node = of_owner.object("mailbox");
  if (node == nullptr) return otherwise;
  return mailbox_reader(complain, *node, of_owner, owner).read(otherwise);
}

}  // namespace fauxtp
