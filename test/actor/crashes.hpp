// A node on which one actor at a time crashes, and the report of that crash.
#pragma once

#include <boost/test/unit_test.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "fauxtp/log.hpp"
#include "fauxtp/spawn.hpp"
#include "fauxtp/testing.hpp"

namespace fauxtp::testing {

struct crashes : node {
  /// The report about an actor that runs the function, which must crash it.
  report of(std::function<void()> function, std::size_t stack_size = 0) {
    const std::size_t before = reports("actor/crash").size();
    spawn({.stack_size = stack_size}, std::move(function));
    settle();
    BOOST_REQUIRE(reports("actor/crash").size() == before + 1);
    return reports("actor/crash").back();
  }
};

}  // namespace fauxtp::testing
