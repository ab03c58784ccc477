// A process of `carboy ext check`, seen from its parent.
//
// Thread rule: belongs to one thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "core/check/report.h"

namespace carboy::core::check {

// Called when the process reports what it is doing.
using OnProgress = std::function<void(const std::string& doing, double part)>;

// Runs `carboy ext check-stage STAGE FOLDER` and adds its findings to `report`. A crash, an exit,
// or `silence` without any message is a finding as well, which names what the process was doing;
// the process and everything it started are then killed. Returns true when the stage was completed.
bool run_process(const std::string& stage, const std::filesystem::path& folder,
                 std::chrono::milliseconds silence, const OnProgress& on_progress, Report& report);

// Kills the process that runs now, and everything it started. May be called from any thread.
void kill_process() noexcept;

}  // namespace carboy::core::check
