// One process of `carboy ext check`, seen from the one that started it.
//
// Thread rule: belongs to one thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "core/check/report.h"

namespace carboy::core::check {

// Called when the process says what it is doing.
using OnProgress = std::function<void(const std::string& doing, double part)>;

// Runs `carboy ext check-stage STAGE FOLDER` and adds what it finds to `report`. When it dies, ends
// itself, or says nothing for `silence`, that is a finding, too, which names what was being done;
// the process and those it started are killed. True when it came to its end.
bool run_check_process(const std::string& stage, const std::filesystem::path& folder,
                       std::chrono::milliseconds silence, const OnProgress& on_progress,
                       CheckReport& report);

// Ends the process that runs now, with all it has started; from any thread.
void kill_check_process() noexcept;

}  // namespace carboy::core::check
