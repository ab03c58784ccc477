#include "core/check/set_up.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "core/base/error.h"
#include "core/base/suggest.h"
#include "core/base/toml.h"
#include "core/check/manifest.h"
#include "core/config/environment.h"
#include "core/extensions/life/mount.h"
#include "core/extensions/resolve/resolver.h"
#include "core/host/app_folder.h"
#include "core/host/toml_text.h"

namespace carboy::core::check {
namespace {

namespace fs = std::filesystem;
using extensions::InstalledExtension;
using Severity = Finding::Severity;

InstalledExtension available_of(const fs::path& path) {
  const auto file = extensions::ExtensionFile::open(path, path.string());
  InstalledExtension one;
  one.name = file.manifest().name;
  one.path = path.string();
  one.file = fs::absolute(path);
  one.manifest = std::make_shared<const extensions::Manifest>(file.manifest());
  one.built_with = file.build().sdk;
  one.findings = file.findings();
  return one;
}

class Search {
 public:
  Search(const Options& options, InstalledExtension checked)
      : beside_({{fs::absolute(options.file).parent_path(),
                  fs::path(options.file).parent_path().string()}}),
        here_(host::finder_for(fs::current_path())) {
    add(std::move(checked));
    for (const std::string& file : options.with) {
      InstalledExtension one = available_of(file);
      if (find(one.name) == nullptr) add(std::move(one));
    }
    // These append to all_.
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const auto manifest = all_[i].manifest;
      if (manifest == nullptr) continue;
      for (const extensions::Requirement& need : manifest->requirements) look_for(need.name);
      for (const extensions::ProvidedService& use : manifest->uses) look_for_provider(use);
    }
  }

  const std::vector<InstalledExtension>& all() const { return all_; }
  const InstalledExtension* find(const std::string& name) const {
    return extensions::find_available(all_, name);
  }

 private:
  void add(InstalledExtension one) { all_.push_back(std::move(one)); }
  void look_for(const std::string& name) {
    if (find(name) != nullptr) return;
    for (const extensions::Finder* finder : {&beside_, &here_}) {
      auto found = finder->find(name);
      if (found) return add(*std::move(found));
    }
  }

  void look_for_provider(const extensions::ProvidedService& use) {
    const auto provides = [&](const InstalledExtension& one) {
      if (!one.usable() || one.manifest == nullptr) return false;
      const auto& services = one.manifest->provides;
      return std::any_of(services.begin(), services.end(),
                         [&](const auto& service) { return service.id == use.id; });
    };
    if (std::any_of(all_.begin(), all_.end(), provides)) return;
    for (const extensions::Finder* finder : {&beside_, &here_}) {
      const std::vector<InstalledExtension> found = finder->all();
      const auto provider = std::find_if(found.begin(), found.end(), provides);
      if (provider != found.end()) return add(*provider);
    }
  }

  extensions::Finder beside_;
  extensions::Finder here_;
  std::vector<InstalledExtension> all_;
};

using Settings = std::map<std::string, nlohmann::json, std::less<>>;

// "page_size=5" is a setting of the extension itself, "sql.url=..." one of another extension.
void apply(const std::string& setting, const std::string& name,
           const std::vector<std::string>& known, Settings& settings) {
  const std::size_t equals = setting.find('=');
  std::string key = setting.substr(0, equals);
  if (equals == std::string::npos || key.empty()) {
    throw base::Error("--set takes KEY=VALUE, such as --set page_size=5, not \"" + setting + "\".");
  }
  std::string table = name;
  const std::size_t dot = key.find('.');
  if (dot != std::string::npos &&
      std::find(known.begin(), known.end(), key.substr(0, dot)) != known.end()) {
    table = key.substr(0, dot);
    key.erase(0, dot + 1);
  }
  std::string pointer = "/" + key;
  std::replace(pointer.begin(), pointer.end(), '.', '/');
  nlohmann::json& object = settings[table];
  if (object.is_null()) object = nlohmann::json::object();
  try {
    object[nlohmann::json::json_pointer(pointer)] = host::value_of_word(setting.substr(equals + 1));
  } catch (const nlohmann::json::exception&) {
    throw base::Error("--set " + setting + " contradicts a setting before it.");
  }
}

Settings settings_for(const Options& options, const Search& search, Report& report) {
  Settings settings;
  const fs::path file = fs::current_path() / "app.toml";
  std::error_code error;
  if (fs::exists(file, error)) {
    try {
      config::AppConfig config = host::load_config(file, host::profile_for(""));
      for (auto& [name, value] : config.settings) {
        value.erase(extensions::kMount);  // the check looks at the extension's own rules
        if (search.find(name) != nullptr) settings.emplace(name, std::move(value));
      }
    } catch (const base::Error&) {
      report.add({"settings", Severity::warning,
                  "the app.toml of this folder has mistakes; its settings were not used",
                  "`carboy config check` reports them.", ""});
    }
  }
  for (const std::string& setting : options.settings) {
    apply(setting, search.all().front().name, extensions::names_of(search.all()), settings);
  }
  return settings;
}

// Adds a problem of the resolver, without the layout of its report.
void add_problem(const extensions::Problem& problem, Report& report) {
  if (problem.kind == extensions::Problem::Kind::sdk) return;  // manifest_findings() reports it
  std::string text = problem.text;
  while (text.ends_with('.') || text.ends_with('\n')) text.pop_back();
  report.add({"requires", Severity::error, text + "; the checks that run it were skipped",
              "Name a file that is elsewhere: carboy ext check FILE --with OTHER.so", ""});
}

void link_into(const fs::path& folder, const InstalledExtension& one) {
  std::error_code error;
  fs::create_symlink(one.file, folder / "extensions" / (one.name + ".so"), error);
  if (error)
    throw base::Error("The temporary folder of the check cannot be used: " + error.message() + ".");
}

}  // namespace

Plan set_up(const Options& options, const extensions::ExtensionFile& file,
            const base::ScratchFolder& folder, Report& report) {
  for (const char* const inner : {"extensions", "required", "app"}) {
    fs::create_directory(folder.path() / inner);
  }
  Plan plan;
  plan.folder = folder.path();
  plan.name = file.manifest().name;
  plan.swaps = options.swaps;
  plan.timeout = options.timeout;
  const Search search(options, available_of(options.file));
  plan.settings = settings_for(options, search, report);
  for (const InstalledExtension& one : search.all()) {
    if (one.manifest == nullptr) continue;
    link_into(folder.path(), one);
    const auto found = plan.settings.find(one.name);
    for (Finding& finding :
         settings_findings(*one.manifest, found == plan.settings.end() ? nlohmann::json::object()
                                                                       : found->second)) {
      report.add(std::move(finding));
    }
  }
  const auto resolution =
      extensions::resolve(extensions::names_of(search.all()), search.all(), host::own_version());
  for (const extensions::Problem& problem : resolution.problems) add_problem(problem, report);
  for (const std::string& name : resolution.order) {
    if (name != plan.name) plan.required.push_back(name);
  }
  write_plan(plan);
  return plan;
}

}  // namespace carboy::core::check
