#pragma once

#include <string>

#include "fauxtp/application.hpp"

/// What the runs of a simulation follow from besides their seeds, as a word: the application's file
/// as it is understood, and the builds of its modules and of the library. The same word means that
/// a seed leads to the same run.
std::string simulated_build(const fauxtp::application& application);
