// The folder in which an extension is checked, with what it requires.
//
// Thread rule: belongs to one thread.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/scratch_folder.h"
#include "core/check/command.h"
#include "core/check/plan.h"
#include "core/check/report.h"
#include "core/extensions/package/extension_file.h"
#include "core/extensions/resolve/finder.h"

namespace carboy::core::check {

// Finds what `file` requires: --with, beside it, ./extensions, the host's folder. Links everything
// into the folder and writes its plan. What is missing or does not fit is added to the report; then
// it cannot be run. Throws base::Error for options that make no sense.
CheckPlan set_up_check(const CheckOptions& options, const extensions::ExtensionFile& file,
                       const base::ScratchFolder& folder, CheckReport& report);

}  // namespace carboy::core::check
