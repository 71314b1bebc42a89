#pragma once

#include <string>

#include "run_story.hpp"

/// The page of a story as a picture (SVG): a line for each actor, an arrow for each message, which
/// ends where the message arrives. Time runs downwards; its distances are not to scale.
std::string sequence_diagram(run_story& story, const std::string& title);
