#include "core/host/enabled_set.h"

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/system_error.h"
#include "core/base/whole_file.h"
#include "core/extensions/resolve/resolver.h"
#include "core/host/app_folder.h"

namespace carboy::core::host {

void check_fit(const AppState& before, const AppState& after, const std::string& unchanged) {
  const auto resolved = [](const AppState& state) {
    return extensions::resolve(state.enabled, state.available, own_version(), state.choices);
  };
  const auto next = resolved(after);
  if (next.ok() || !resolved(before).ok()) return;
  throw base::Error(next.report("Nothing was changed") + "\n" + unchanged);
}

void replace_app(const std::filesystem::path& file, const std::string& before,
                 const std::string& text) {
  std::string now;
  if (base::read_whole_file(file, now) != 0 || now != before) {
    throw base::Error(
        "app.toml was changed by somebody else in the meantime. Nothing was changed; try again.");
  }
  if (const int error = base::replace_file(file, text); error != 0) {
    throw base::Error("app.toml cannot be written: " + base::errno_text(error) +
                      ". It was not changed.");
  }
}

std::string extension_path(const std::string& name) { return "extensions/" + name + ".so"; }

void put_extension(const std::filesystem::path& folder, const std::string& name,
                   const std::string& bytes) {
  std::error_code error;
  std::filesystem::create_directories(folder / "extensions", error);
  const int failed =
      error ? error.value() : base::replace_file(folder / extension_path(name), bytes);
  if (failed != 0) {
    throw base::Error(extension_path(name) + " cannot be written: " + base::errno_text(failed) +
                      ". It was not changed.");
  }
}

}  // namespace carboy::core::host
