#include "core/extensions/resolve/lock.h"

#include <algorithm>
#include <cerrno>
#include <map>

#include "core/base/error.h"
#include "core/base/system_error.h"
#include "core/base/toml.h"
#include "core/base/whole_file.h"

namespace carboy::core::extensions {
namespace {

constexpr std::int64_t kFormat = 1;

[[noreturn]] void refuse(const toml::source_region& at, const std::string& why) {
  throw base::Error(std::string(kLockFile) + ":" + std::to_string(at.begin.line) + ":" +
                    std::to_string(at.begin.column) + ": " + why +
                    " `carboy ext lock` writes it anew.");
}

std::string text_in(const toml::table& table, const char* key) {
  const toml::node* node = table.get(key);
  if (node == nullptr) refuse(table.source(), std::string(key) + " is missing.");
  const auto text = node->value_exact<std::string>();
  if (!text || text->empty()) refuse(node->source(), std::string(key) + " must be a string.");
  return *text;
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

LockEntry entry_of(const toml::node& node) {
  const toml::table* table = node.as_table();
  if (table == nullptr) refuse(node.source(), "an extension must be a table.");
  LockEntry entry{text_in(*table, "name"), text_in(*table, "version"), text_in(*table, "sha256"),
                  text_in(*table, "sdk")};
  if (!is_extension_name(entry.name))
    refuse(table->source(), "name is not a valid name of an extension.");
  if (!is_sha256(entry.sha256)) refuse(table->source(), "sha256 must have 64 hexadecimal digits.");
  return entry;
}

void append_entry(const LockEntry& entry, std::string& text) {
  text += "\n[[extension]]\nname = \"" + entry.name + "\"\nversion = \"" + entry.version +
          "\"\nsha256 = \"" + entry.sha256 + "\"\nsdk = \"" + entry.sdk + "\"\n";
}

void sort(Lock& lock) {
  std::sort(lock.begin(), lock.end(),
            [](const LockEntry& a, const LockEntry& b) { return a.name < b.name; });
}

Difference difference_of(const LockEntry& locked, const LockEntry& present) {
  if (locked.version != present.version) return Difference::upgraded;
  return locked.sha256 == present.sha256 ? Difference::locked : Difference::modified;
}

}  // namespace

std::string shown_digest(std::string_view sha256) {
  return "SHA-256 " + std::string(sha256.substr(0, 12));
}

std::string lock_text(const Lock& lock) {
  Lock sorted = lock;
  sort(sorted);
  std::string text =
      "# Which extensions this app may load. `carboy ext lock` writes it; keep it with app.toml.\n"
      "format = " +
      std::to_string(kFormat) + "\n";
  for (const LockEntry& entry : sorted) append_entry(entry, text);
  return text;
}

Lock parse_lock(std::string_view text) try {
  const toml::table root = toml::parse(text);
  const toml::node* format = root.get("format");
  if (format == nullptr || format->value_exact<std::int64_t>() != kFormat) {
    refuse(format == nullptr ? root.source() : format->source(),
           "its format is not supported by this version of carboy.");
  }
  Lock lock;
  if (const toml::node* entries = root.get("extension")) {
    const toml::array* list = entries->as_array();
    if (list == nullptr) refuse(entries->source(), "extension must be a list: [[extension]].");
    for (const toml::node& node : *list) lock.emplace_back() = entry_of(node);
  }
  sort(lock);
  const auto twice =
      std::adjacent_find(lock.begin(), lock.end(),
                         [](const LockEntry& a, const LockEntry& b) { return a.name == b.name; });
  if (twice != lock.end()) refuse(root.source(), twice->name + " is listed twice.");
  return lock;
} catch (const toml::parse_error& error) {
  refuse(error.source(), std::string(error.description()) + ".");
}

std::optional<Lock> read_lock(const std::filesystem::path& folder) {
  std::string text;
  const int error = base::read_whole_file(folder / kLockFile, text);
  if (error == ENOENT) return std::nullopt;
  if (error != 0) {
    throw base::Error(std::string(kLockFile) + " cannot be read: " + base::errno_text(error) + ".");
  }
  return parse_lock(text);
}

Lock present_lock(const std::vector<std::string>& names,
                  const std::vector<InstalledExtension>& available) {
  Lock lock;
  for (const std::string& name : names) {
    const InstalledExtension* const found = find_available(available, name);
    const ExtensionFile file = ExtensionFile::open(found->file, found->path);
    lock.push_back(
        {name, file.manifest().version.to_string(), file.sha256(), file.build().sdk.to_string()});
  }
  sort(lock);
  return lock;
}

std::string_view name_of(Difference difference) {
  switch (difference) {
    case Difference::locked:
      return "locked";
    case Difference::added:
      return "added";
    case Difference::removed:
      return "removed";
    case Difference::upgraded:
      return "upgraded";
    case Difference::modified:
      return "modified";
  }
  return "";
}

std::string Compared::title() const {
  if (difference == Difference::upgraded) {
    return name + " " + locked_version + " -> " + present_version;
  }
  return name + " " + (present_version.empty() ? locked_version : present_version);
}

std::string Compared::remedy() const {
  switch (difference) {
    case Difference::locked:
      return "";
    case Difference::added:
      return "`carboy ext lock` takes it into the lock, `carboy ext disable " + name +
             "` leaves it out.";
    case Difference::removed:
      return "`carboy ext enable " + name +
             "` brings it back, `carboy ext lock` takes it out of the lock.";
    case Difference::upgraded:
      return "`carboy ext lock` accepts " + present_version + ", `carboy ext rollback` goes back.";
    case Difference::modified:
      return "Its file is not the one that was locked. `carboy ext rollback` goes back, `carboy "
             "ext lock` accepts it.";
  }
  return "";
}

std::vector<Compared> compare(const Lock& lock, const Lock& present) {
  std::map<std::string, Compared> rows;
  for (const LockEntry& one : lock) {
    rows[one.name] = {Difference::removed, one.name, one.version, ""};
  }
  for (const LockEntry& one : present) {
    const auto locked = std::find_if(
        lock.begin(), lock.end(), [&](const LockEntry& other) { return other.name == one.name; });
    if (locked == lock.end()) {
      rows[one.name] = {Difference::added, one.name, "", one.version};
    } else {
      rows[one.name] = {difference_of(*locked, one), one.name, locked->version, one.version};
    }
  }
  std::vector<Compared> list;
  for (auto& [name, row] : rows) list.push_back(std::move(row));
  return list;
}

std::string lock_report(const std::vector<Compared>& rows) {
  std::string paragraphs;
  std::size_t count = 0;
  for (const Compared& row : rows) {
    if (row.difference == Difference::locked) continue;
    ++count;
    const std::string word(name_of(row.difference));
    paragraphs += "\n\n  " + word + std::string(11 - word.size(), ' ') + row.title() +
                  "\n             " + row.remedy();
  }
  if (count == 0) return "";
  std::string report(kLockFile);
  report += " and what is here differ in ";
  report += std::to_string(count) + (count == 1 ? " extension." : " extensions.");
  return report + paragraphs;
}

}  // namespace carboy::core::extensions
