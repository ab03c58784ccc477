// Prepares the folder in which an extension is checked.
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

// Finds the extensions that `file` requires: those of --with, then beside the file, in ./extensions
// and in the host's folder. Links them into the folder and writes the plan. A requirement that is
// missing or does not fit is added to the report as an error, and then the extension must not be
// run. Throws base::Error for options that make no sense.
Plan set_up(const Options& options, const extensions::ExtensionFile& file,
            const base::ScratchFolder& folder, Report& report);

}  // namespace carboy::core::check
