// The static files that an extension carries. The host serves them at /NAME/static/...
//
// Thread rule: plain functions; the views that they add are called by many threads at once.
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
  std::string etag;  // of the bytes, without quotes
};
using StaticFiles = std::vector<StaticFile>;  // by path

// Copies those of `resources` that have a path below static/.
std::shared_ptr<const StaticFiles> static_files_of(const std::vector<elf::Resource>& resources);

// Adds GET /NAME/static/<path:filename>, below the extension's mount, endpoint "NAME.static" (Flask's static_folder), unless
// there are no files, or the extension has an endpoint of that name. Responses have an ETag and
// "Cache-Control: no-cache"; conditional and range requests are supported.
void add_static_route(app::Contribution& contribution, const std::string& name,
                      const std::shared_ptr<const StaticFiles>& files);

}  // namespace carboy::core::extensions
