// Reads what an application's file says about its log.
#pragma once

#include "application/application_spec.hpp"
#include "application/complaints.hpp"
#include "application/document_set.hpp"

namespace fauxtp {

/// `node` is the file's "logging".
logging_spec read_logging(const document_set& files, complaints& complain, const json_node& node);

}  // namespace fauxtp
