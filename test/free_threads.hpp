// Test cases that need threads which run when they like.
#pragma once

#include <boost/test/unit_test.hpp>
#include <cstdlib>

namespace fauxtp::testing {

inline bool takes_turns() { return std::getenv("FAUXTP_TEST_INTERLEAVING") != nullptr; }

/// For a case in which a thread waits for another one by means that the node does not know, and so
/// would keep the turn for ever: *needs_free_threads("who waits how").
inline boost::unit_test::precondition needs_free_threads(const char* because) {
  return boost::unit_test::precondition([because](boost::unit_test::test_unit_id) {
    boost::test_tools::assertion_result runs(!takes_turns());
    runs.message() << because;
    return runs;
  });
}

}  // namespace fauxtp::testing
