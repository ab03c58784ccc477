// The parts of `carboy ext check` that run in a process of their own, since they read or run what
// may be hostile.
//
// Thread rule: one of them, once in a process, on the main thread; it ends with the process.
#pragma once

#include <string>

#include "core/check/plan.h"
#include "core/check/reporter.h"

namespace carboy::core::check {

// What lint finds, with its place in the sources. Runs nothing.
void check_library(const CheckPlan& plan, CheckReporter& teller);
// Init, stop, init again; what it registers; a failure of each registration; what is left.
void check_life(const CheckPlan& plan, CheckReporter& teller);
// Swaps under load.
void check_swaps(const CheckPlan& plan, CheckReporter& teller);

}  // namespace carboy::core::check
