// The static files an extension carries, answered by the host at /NAME/static/...
//
// Thread rule: plain functions; what they add is called by many threads at once.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/contribution.h"
#include "core/elf/elf_file.h"

namespace carboy::core::extensions {

struct StaticFile {
  std::string path;  // below static/
  std::string bytes;
  std::string etag;  // without quotes: of the content
};
using StaticFiles = std::vector<StaticFile>;  // by path

// Copies those of `resources` that lie below static/.
std::shared_ptr<const StaticFiles> static_files_of(const std::vector<elf::Resource>& resources);

// Adds GET /NAME/static/<path:filename>, endpoint "NAME.static" (Flask's static_folder), unless
// there are no files, or the extension has made an endpoint of that name itself. Answers have an
// ETag and "no-cache", and know conditions and ranges.
void add_static_route(app::Contribution& contribution, const std::string& name,
                      const std::shared_ptr<const StaticFiles>& files);

}  // namespace carboy::core::extensions
