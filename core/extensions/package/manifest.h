// The manifest of an extension: extension.json, which its file contains in an ELF note.
//
// Thread rule: a value; a const object may be used from any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/extensions/package/manifest_json.h"
#include "core/extensions/package/schema.h"
#include "core/extensions/package/version.h"

namespace carboy::core::extensions {

// "sql" and "^1.2".
struct Requirement {
  std::string name;
  VersionRange range;
};

// A service that an extension provides to others, contributes to, or uses: "guestbook.Entries" 1.0.
struct ProvidedService {
  std::string id;
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
};

// A permission that an extension's routes may ask for: "guestbook.moderate".
struct DefinedPermission {
  std::string name;
  std::string meaning;  // for whoever grants it
};

struct Manifest {
  enum class Unload { supported, restart };

  std::string name;
  Version version;
  VersionRange sdk;
  std::string summary;  // one line, like all texts here
  std::string license;
  std::string homepage;                   // http:// or https://
  std::string contact;                    // a mail address or a URL for the resolver's report
  std::vector<Requirement> requirements;  // "requires", in the order of the file
  std::vector<Requirement> optional;
  std::vector<Requirement> conflicts;
  std::vector<ProvidedService> provides;
  std::vector<ProvidedService> contributes;  // services that have many providers
  std::vector<ProvidedService> uses;         // whoever provides them
  std::vector<DefinedPermission> defines;
  Unload unload = Unload::supported;
  Schema config;
  std::vector<std::string> permissions;  // "routes:/guestbook", "tables:own"

  // Reads the text of an extension.json. Throws ManifestError with everything that is wrong. name,
  // version and sdk are required; unknown keys are mistakes.
  static Manifest parse(std::string_view text);
};

// All mistakes of a manifest. Its text is a predicate: "has 2 mistakes:" and a line for each, or
// "is not valid JSON ...".
class ManifestError : public base::Error {
 public:
  explicit ManifestError(std::vector<Mistake> mistakes)
      : base::Error(listed(mistakes)), mistakes_(std::move(mistakes)) {}
  explicit ManifestError(const std::string& unreadable)
      : base::Error(unreadable), mistakes_{{"", unreadable}} {}
  const std::vector<Mistake>& mistakes() const noexcept { return mistakes_; }

 private:
  std::vector<Mistake> mistakes_;
};

// Returns whether `name` is [a-z][a-z0-9_]* with at most 64 characters: a name for an extension,
// its configuration table, its blueprint, its template folder and the prefix of its tables.
bool is_extension_name(std::string_view name);

}  // namespace carboy::core::extensions
