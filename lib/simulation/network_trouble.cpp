// Connections that are lost, and ways that lead nowhere.
#include "simulation/network_trouble.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "simulation/time_text.hpp"

namespace fauxtp::simulation {
namespace {

using namespace std::chrono_literals;
using testing::network_connection;

constexpr runtime::nanoseconds longest_trouble = 10s;
constexpr duration longest_way = 500ms;

/// Port 0 stands for all ports.
bool is_meant(const io::address& wanted, const io::address& at) {
  return at == wanted ||
         (!wanted.is_path() && wanted.port() == 0 && !at.is_path() && at.host() == wanted.host());
}

bool ends_connections(fault_kind kind) {
  return kind == fault_kind::cut || kind == fault_kind::half_open;
}

}  // namespace

network_trouble::network_trouble(const planned_fault& fault, testing::network& net,
                                 std::mt19937_64& dice, teller tell)
    : fault_(fault), net_(net), tell_(std::move(tell)) {
  const runtime::nanoseconds time(dice() % longest_trouble.count());
  if (!ends_connections(fault.kind)) {
    time_ = fault.time ? runtime::nanoseconds(*fault.time) : time;
  }
  const duration each(static_cast<duration::rep>(dice() % longest_way.count()));
  each_ = fault.each.value_or(each);
  all_ = dice() % 2 == 0;
  chance_ = dice();
}

network_trouble::~network_trouble() {
  if (changed_) {
    *changed_ == io::address() ? net_.set_all({}) : net_.unset(*changed_);
  }
}

void network_trouble::begin() {
  ends_connections(fault_.kind) ? end_connections() : change_the_way();
}

void network_trouble::end_connections() {
  const std::vector<network_connection> all = struck();
  const bool is_cut = fault_.kind == fault_kind::cut;
  if (all.empty()) {
    return tell_("there is no connection" +
                 (fault_.address ? " to " + to_string(*fault_.address) : "") +
                 (is_cut ? " that could be lost" : " that could fall silent"));
  }
  for (const network_connection& each : all) {
    tell_("the connection" + (each.from == io::address() ? "" : " from " + to_string(each.from)) +
          " to " + to_string(each.to) + (is_cut ? " is lost" : " falls silent"));
    is_cut ? net_.reset(each) : net_.silence(each);
  }
}

std::vector<network_connection> network_trouble::struck() const {
  std::vector<network_connection> all = net_.connections();
  if (fault_.address) {
    std::erase_if(all, [this](const auto& each) { return !is_meant(*fault_.address, each.to); });
    return all;
  }
  if (all.empty()) return all;
  const network_connection one = all[chance_ % all.size()];
  std::erase_if(all, [&](const network_connection& each) {
    return all_ ? each.to != one.to : each.number != one.number;
  });
  return all;
}

void network_trouble::change_the_way() {
  io::address where;  // none: all
  if (fault_.address) {
    where = *fault_.address;
  } else if (const auto known = net_.addresses(); !all_ && !known.empty()) {
    where = known[chance_ % known.size()];
  }
  testing::network_link how;
  std::string what;
  if (fault_.kind == fault_kind::partition) {
    how.cut = true;
    what = "nothing comes through";
  } else if (fault_.kind == fault_kind::delay) {
    how.delay = each_;
    what = "all takes " + time_text(each_) + " on its way";
  } else {
    how.varies = true;
    what = "each read and write does a part of what it could";
  }
  const bool is_of_all = where == io::address();
  is_of_all ? net_.set_all(how) : net_.set(where, how);
  changed_ = where;
  tell_(what + ", " + (is_of_all ? "wherever to" : "to and from " + to_string(where)) + ", for " +
        time_text(time_));
}

}  // namespace fauxtp::simulation
