#include "core/extensions/resolve/good_sets.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/system_error.h"
#include "core/base/whole_file.h"

namespace carboy::core::extensions {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostSets = 8;
constexpr const char* kList = "sets.json";

[[noreturn]] void refuse(const std::string& what, int error) {
  throw base::Error("The last good set cannot be kept: " + what + ": " + base::errno_text(error) +
                    ". Nothing was changed.");
}

OrderedJson to_json(const GoodSet& set) {
  OrderedJson files = OrderedJson::array();
  for (const LockEntry& one : set.files) {
    files.push_back(
        {{"name", one.name}, {"version", one.version}, {"sha256", one.sha256}, {"sdk", one.sdk}});
  }
  return {{"enabled", set.enabled}, {"files", files}, {"proven", set.proven}};
}

GoodSet set_of(const OrderedJson& json) {
  GoodSet set;
  set.enabled = json.at("enabled").get<std::vector<std::string>>();
  set.proven = json.at("proven").get<bool>();
  for (const OrderedJson& one : json.at("files")) {
    set.files.push_back({one.at("name"), one.at("version"), one.at("sha256"), one.at("sdk")});
  }
  return set;
}

}  // namespace

bool GoodSet::enables(std::string_view name) const {
  return std::find(enabled.begin(), enabled.end(), name) != enabled.end();
}

bool GoodSet::enables_same(const GoodSet& other) const {
  return std::is_permutation(enabled.begin(), enabled.end(), other.enabled.begin(),
                             other.enabled.end());
}

const LockEntry* GoodSet::file_of(std::string_view name) const {
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const LockEntry& file) { return file.name == name; });
  return found == files.end() ? nullptr : &*found;
}

bool GoodSet::runs_same(const GoodSet& other) const {
  return enables_same(other) &&
         std::all_of(enabled.begin(), enabled.end(), [&](const std::string& name) {
           const LockEntry* const one = file_of(name);
           const LockEntry* const two = other.file_of(name);
           return one == nullptr || two == nullptr ? one == two : one->sha256 == two->sha256;
         });
}

GoodSet present_set(const fs::path& app_folder, std::vector<std::string> enabled) {
  GoodSet set;
  set.enabled = std::move(enabled);
  const auto available = Finder({{app_folder / "extensions", "extensions"}}).all();
  std::vector<std::string> names;
  for (const InstalledExtension& one : available) {
    if (one.usable()) names.push_back(one.name);
  }
  set.files = present_lock(names, available);
  return set;
}

GoodSets::GoodSets(const fs::path& app_folder)
    : app_folder_(app_folder), folder_(app_folder / ".carboy" / "good") {
  std::string text;
  const int error = base::read_whole_file(folder_ / kList, text);
  if (error == ENOENT) return;
  if (error != 0) refuse(".carboy/good/sets.json", error);
  try {
    for (const OrderedJson& one : OrderedJson::parse(text)) sets_.push_back(set_of(one));
  } catch (const OrderedJson::exception&) {
    throw base::Error(
        ".carboy/good/sets.json is damaged, so that there is nothing to go back to. Remove the "
        "folder .carboy/good.");
  }
}

void GoodSets::keep(GoodSet set) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) refuse("the folder .carboy/good", error.value());
  ::chmod((app_folder_ / ".carboy").c_str(), 0700);
  for (const LockEntry& file : set.files) store(file);
  set.proven = set.proven || std::any_of(sets_.begin(), sets_.end(), [&](const GoodSet& one) {
                 return one.proven && one.runs_same(set);
               });
  std::erase_if(sets_, [&](const GoodSet& one) { return one.is_same(set); });
  sets_.insert(sets_.begin(), std::move(set));
  while (sets_.size() > kMostSets) {
    // Removes the oldest set, unless it is the only proven one.
    const auto proven =
        std::count_if(sets_.begin(), sets_.end(), [](const GoodSet& one) { return one.proven; });
    sets_.erase(sets_.back().proven && proven == 1 ? sets_.end() - 2 : sets_.end() - 1);
  }
  write();
  prune();
}

void GoodSets::store(const LockEntry& file) const {
  const fs::path kept = folder_ / (file.sha256 + ".so");
  std::string bytes;
  if (base::read_whole_file(kept, bytes) == 0 && base::sha256_hex(bytes) == file.sha256) return;
  const std::string shown = "extensions/" + file.name + ".so";
  if (const int error = base::read_whole_file(app_folder_ / shown, bytes); error != 0) {
    refuse(shown, error);
  }
  if (base::sha256_hex(bytes) != file.sha256) {
    throw base::Error(shown + " is being changed right now. Try again when that has finished.");
  }
  if (const int error = base::replace_file(kept, bytes); error != 0) refuse(shown, error);
}

void GoodSets::write() const {
  OrderedJson list = OrderedJson::array();
  for (const GoodSet& set : sets_) list.push_back(to_json(set));
  if (const int error = base::replace_file(folder_ / kList, list.dump(1) + "\n"); error != 0) {
    refuse(".carboy/good/sets.json", error);
  }
}

void GoodSets::prune() const {
  std::set<std::string> needed{kList};
  for (const GoodSet& set : sets_) {
    for (const LockEntry& file : set.files) needed.insert(file.sha256 + ".so");
  }
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder_, ignored)) {
    if (!needed.contains(entry.path().filename().string())) fs::remove(entry.path(), ignored);
  }
}

std::optional<GoodSet> GoodSets::before(const GoodSet& present) const {
  const bool any_proven =
      std::any_of(sets_.begin(), sets_.end(), [](const GoodSet& one) { return one.proven; });
  for (const GoodSet& set : sets_) {
    if (set.proven == any_proven && !set.is_same(present)) return set;
  }
  return std::nullopt;
}

std::optional<LockEntry> GoodSets::before(const GoodSet& present, std::string_view name) const {
  const LockEntry* const now = present.file_of(name);
  for (const GoodSet& set : sets_) {
    const LockEntry* const then = set.file_of(name);
    if (!set.proven || !set.enables(name) || then == nullptr) continue;
    if (now == nullptr || now->sha256 != then->sha256) return *then;
  }
  return std::nullopt;
}

std::string GoodSets::bytes_of(const LockEntry& file) const {
  std::string bytes;
  const int error = base::read_whole_file(folder_ / (file.sha256 + ".so"), bytes);
  if (error != 0 || base::sha256_hex(bytes) != file.sha256) {
    throw base::Error("The kept file of " + file.name + " " + file.version +
                      " is damaged, so that there is no way back to it. Install it again: carboy "
                      "ext install FILE");
  }
  return bytes;
}

}  // namespace carboy::core::extensions
