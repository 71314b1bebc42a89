// Reads what an application's file says about its log.
#pragma once

#include "declaration/application_spec.hpp"
#include "document/complaints.hpp"
#include "document/document_set.hpp"

namespace fauxtp {

/// `node` is the file's "logging".
logging_spec read_logging(const document_set& files, complaints& complain, const json_node& node);

}  // namespace fauxtp
