// A broker that passes each published tick on to the actors that have subscribed to its topic.
#include <algorithm>
#include <fauxtp/fauxtp.hpp>
#include <map>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace pubsub {

using namespace std::chrono_literals;

/// What a publisher publishes; subscribers get it as a cast.
struct tick {
  std::string topic;
  int price = 0;
};

struct subscribe {
  using reply = void;
  std::string topic;
};
struct unsubscribe {
  using reply = void;
  std::string topic;
};
/// The reply comes when the tick is in the mailboxes of all subscribers of its topic.
struct publish {
  using reply = void;
  tick what;
};
struct audience {
  using reply = std::vector<fauxtp::pid>;
  std::string topic;
};

class broker
    : public fauxtp::gen_server<broker, fauxtp::calls<subscribe, unsubscribe, publish, audience>> {
 public:
  /// The caller becomes the subscriber; `from` says which actor it is.
  void handle_call(subscribe request, fauxtp::from subscriber) {
    topics_[request.topic].insert(subscriber.client);
    // One monitor is enough, however many topics there are.
    if (monitored_.insert(subscriber.client).second) fauxtp::monitor(subscriber.client);
  }

  void handle_call(unsubscribe request, fauxtp::from subscriber) {
    topics_[request.topic].erase(subscriber.client);
  }

  void handle_call(publish request, fauxtp::from) {
    for (const fauxtp::pid subscriber : topics_[request.what.topic]) {
      fauxtp::cast(subscriber, request.what);
    }
  }

  std::vector<fauxtp::pid> handle_call(audience request, fauxtp::from) {
    const auto& subscribers = topics_[request.topic];
    return {subscribers.begin(), subscribers.end()};
  }

  /// A subscriber that has ended need not unsubscribe.
  void handle_info(fauxtp::term message) {
    if (const auto* end = message.get_if<fauxtp::down>()) {
      for (auto& [topic, subscribers] : topics_) subscribers.erase(end->actor);
      monitored_.erase(end->actor);
    }
  }

 private:
  std::map<std::string, std::set<fauxtp::pid>> topics_;
  std::set<fauxtp::pid> monitored_;
};

struct result {
  using reply = std::string;
};

struct subscriber_options {
  std::vector<std::string> topics;
  std::string makes;        ///< "highest", or else the average
  std::size_t most = 1000;  ///< prices
};

/// Collects the prices of its topics, and makes one number of them. It subscribes in its init, so
/// it does so again after each crash, and no other actor has to think of it.
class subscriber
    : public fauxtp::gen_server<subscriber, fauxtp::calls<result>, fauxtp::casts<tick>> {
 public:
  explicit subscriber(subscriber_options args) : args_(std::move(args)) {
    for (const auto& topic : args_.topics) fauxtp::call("broker", subscribe{topic});
  }

  void handle_cast(tick seen) {
    if (seen.price <= 0) throw std::domain_error(seen.topic + " for " + std::to_string(seen.price));
    if (prices_.size() == args_.most) return;  // it was sent before the end
    prices_.push_back(seen.price);
    if (prices_.size() < args_.most) return;
    for (const auto& topic : args_.topics) fauxtp::call("broker", unsubscribe{topic});
  }

  std::string handle_call(result, fauxtp::from) {
    if (prices_.empty()) return "no prices";
    const int number =
        args_.makes == "highest"
            ? *std::max_element(prices_.begin(), prices_.end())
            : std::accumulate(prices_.begin(), prices_.end(), 0) / int(prices_.size());
    return args_.makes + " of " + std::to_string(prices_.size()) +
           " prices: " + std::to_string(number);
  }

 private:
  subscriber_options args_;
  std::vector<int> prices_;
};

using ticks = std::vector<std::pair<std::string, int>>;

struct publisher_options {
  std::vector<std::string> ask;
  ticks morning;
  ticks afternoon;
};

void publish_all(const ticks& all) {
  for (const auto& [topic, price] : all) fauxtp::call("broker", publish{{topic, price}});
}

void tell_results(const std::string& part_of_day, const std::vector<std::string>& subscribers) {
  for (const auto& name : subscribers) {
    fauxtp::log(fauxtp::severity::info,
                part_of_day + ", " + name + ": " + fauxtp::call(name, result{}));
  }
}

void publisher(publisher_options args) {
  publish_all(args.morning);
  tell_results("morning", args.ask);

  // Only one subscriber listens to copper, and it does not survive this price.
  fauxtp::monitor("metals");
  fauxtp::call("broker", publish{{"copper", -1}});
  fauxtp::receive<fauxtp::down>();
  // Waits until the broker has dropped the old subscriber, and the new one has subscribed.
  while (fauxtp::call("broker", audience{"copper"}) != std::vector{fauxtp::whereis("metals")}) {
    fauxtp::sleep(1ms);
  }

  publish_all(args.afternoon);
  tell_results("afternoon", args.ask);
}

}  // namespace pubsub

FAUXTP_MODULE(pubsub) {
  types.add<pubsub::broker>("broker");
  types.add<pubsub::subscriber>("subscriber");
  types.add("publisher", pubsub::publisher);
}
