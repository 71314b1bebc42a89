#pragma once

namespace fauxtp::detail {

/// Whether actors keep what is only there to be looked at: how many messages they have handled,
/// where and since when they wait, and when their messages came. A build without it shows what that
/// costs, and is good for nothing else.
#ifdef FAUXTP_UNOBSERVED
inline constexpr bool is_observed = false;
#else
inline constexpr bool is_observed = true;
#endif

}  // namespace fauxtp::detail
