// The output of `carboy ext inspect FILE`: a description of an extension's file, made without
// running its code.
//
// Thread rule: free functions; any thread.
#pragma once

#include <string>

#include "core/extensions/package/extension_file.h"
#include "core/extensions/package/manifest_json.h"
#include "core/extensions/package/schema.h"

namespace carboy::core::extensions {

// For a terminal, with a final newline:
//   guestbook 1.3.0      Visitors leave a line           MIT      sdk ^1.0
//   needs      sql ^1.0, forms ^1.0       optional  mail ^1.0
//   ...
// Lines that would be empty are omitted. Findings follow, "warn  ...". `trusted`: the keys whose
// signatures the app accepts.
std::string inspect_text(const ExtensionFile& file, const TrustedKeys& trusted = {});

// The same for programs, as one object: name, version, summary, license, homepage, contact, sdk,
// requires, optional, conflicts, provides, unload, permissions, settings (type and help),
// resources (counts, and the size of each file), sha256, signature (as Signature::json() says it),
// build, findings.
OrderedJson inspect_json(const ExtensionFile& file, const TrustedKeys& trusted = {});

// The values of a setting: "integer 1..200, default 20". Also for generated documentation.
std::string describe(const SchemaNode& setting);
// The same without the default: "duration 1 s..1 h, secret".
std::string kind_of_setting(const SchemaNode& setting);

// One setting, or one of those in it: "redis.url", "views[].rule", "feeds.NAME.url". NAME stands for
// a name that the composer chooses.
struct NamedSetting {
  std::string name;
  const SchemaNode* schema = nullptr;
  bool is_required = false;
};
// Returns all settings below a node, in the order of the schema.
std::vector<NamedSetting> settings_in(const SchemaNode& node);

}  // namespace carboy::core::extensions
