#include "core/extensions/package/inspect.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "core/base/words.h"

namespace carboy::core::extensions {
namespace {

using base::joined;

constexpr std::size_t kLabel = 11;
constexpr std::string_view kGap = "      ";

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// Pads to at least `width` columns, with at least three blanks after the text.
std::string padded(std::string text, std::size_t width) {
  const std::size_t used = columns(text);
  return text.append(std::max(width, used + 3) - used, ' ');
}

std::string label(const std::string& text) {
  std::string result = text;
  return result.append(kLabel - text.size(), ' ');
}

std::string listed_requirements(const std::vector<Requirement>& list) {
  std::vector<std::string> words;
  for (const Requirement& one : list) words.push_back(one.name + " " + one.range.to_string());
  return joined(words);
}

std::size_t count_below(const ExtensionFile& file, std::string_view folder) {
  return static_cast<std::size_t>(
      std::count_if(file.resources().begin(), file.resources().end(),
                    [&](const elf::Resource& one) { return one.path.starts_with(folder); }));
}

std::string unload_word(const Manifest& manifest) {
  return manifest.unload == Manifest::Unload::supported ? "supported" : "restart";
}

// Shortens "12.2.0" to "12.2".
std::string short_compiler(std::string text) {
  if (std::count(text.begin(), text.end(), '.') == 2) text.erase(text.rfind('.'));
  return text;
}

// Describes what a permission grants, if Carboy knows it; otherwise returns it unchanged.
std::string permission_words(const std::string& permission) {
  constexpr std::string_view kRoutes = "routes:";
  if (permission.starts_with(kRoutes)) return "routes under " + permission.substr(kRoutes.size());
  if (permission == "tables:own") return "its own tables";
  return permission;
}

std::string first_line(const Manifest& manifest) {
  std::string line = padded(manifest.name + " " + manifest.version.to_string(), 21);
  if (!manifest.summary.empty()) line += padded(manifest.summary, 32);
  if (!manifest.license.empty()) line += padded(manifest.license, 9);
  return line + "sdk " + manifest.sdk.to_string() + "\n";
}

std::string needs_line(const Manifest& manifest) {
  const std::string needs = listed_requirements(manifest.requirements);
  const std::string optional = listed_requirements(manifest.optional);
  std::string line;
  if (!needs.empty()) line += label("needs") + (optional.empty() ? needs : padded(needs, 27));
  if (!optional.empty()) line += (needs.empty() ? label("optional") : "optional  ") + optional;
  if (!line.empty()) line += "\n";
  if (!manifest.conflicts.empty()) {
    line += label("conflicts") + listed_requirements(manifest.conflicts) + "\n";
  }
  return line;
}

struct Setting {
  std::string name, kind, help;
};

std::vector<Setting> described_settings(const Manifest& manifest) {
  std::vector<Setting> settings;
  for (const NamedSetting& one : settings_in(manifest.config.root())) {
    settings.push_back({one.name, describe(*one.schema) + (one.is_required ? ", required" : ""),
                        one.schema->description});
  }
  return settings;
}

bool has_settings(const SchemaNode& node) {
  return node.has_properties || node.additional != nullptr;
}

void collect(const SchemaNode& node, const std::string& prefix,
             std::vector<NamedSetting>& settings) {
  const auto add = [&](const std::string& name, const SchemaNode& schema, bool is_required) {
    const SchemaNode* const item = schema.items.get();
    if (item != nullptr && has_settings(*item)) return collect(*item, name + "[].", settings);
    if (has_settings(schema)) return collect(schema, name + ".", settings);
    settings.push_back({name, &schema, is_required});
  };
  for (const auto& [name, schema] : node.properties) {
    const auto& required = node.required;
    const bool must = std::find(required.begin(), required.end(), name) != required.end();
    add(prefix + name, schema, must && !schema.default_value);
  }
  if (node.additional != nullptr) add(prefix + "NAME", *node.additional, false);
}

std::string settings_lines(const Manifest& manifest) {
  const std::vector<Setting> settings = described_settings(manifest);
  std::size_t name_width = 0, kind_width = 0;
  for (const Setting& one : settings) {
    name_width = std::max(name_width, columns(one.name));
    kind_width = std::max(kind_width, columns(one.kind));
  }
  std::string text;
  for (const Setting& one : settings) {
    text += label(text.empty() ? "settings" : "");
    text += one.name + std::string(name_width - columns(one.name) + 2, ' ') + one.kind;
    if (!one.help.empty()) text += std::string(kind_width - columns(one.kind) + 4, ' ') + one.help;
    text += "\n";
  }
  return text;
}

std::string holds_line(const ExtensionFile& file) {
  const std::size_t templates = count_below(file, "templates/");
  const std::size_t statics = count_below(file, "static/");
  const std::size_t migrations = count_below(file, "migrations/");
  std::vector<std::string> parts;
  if (templates > 0) parts.push_back(base::counted(templates, "template"));
  if (statics > 0) parts.push_back(base::counted(statics, "static file"));
  if (migrations > 0) parts.push_back(base::counted(migrations, "migration"));
  return parts.empty() ? "" : label("holds") + joined(parts) + "\n";
}

std::string last_line(const ExtensionFile& file) {
  const std::string digest = file.sha256();
  return label("sha256") + digest.substr(0, 4) + "..." + digest.substr(digest.size() - 4) +
         std::string(kGap) + "unload " + unload_word(file.manifest()) + std::string(kGap) +
         "built with " + short_compiler(file.build().compiler) + ", " +
         (file.build().build_type == "None" ? "no build type" : file.build().build_type) + "\n";
}

std::string version_of(const ProvidedService& service) {
  return std::to_string(service.major) + "." + std::to_string(service.minor);
}

std::string services_line(const std::string& word, const std::vector<ProvidedService>& services) {
  std::vector<std::string> words;
  for (const ProvidedService& one : services) words.push_back(one.id + " " + version_of(one));
  return words.empty() ? "" : label(word) + joined(words) + "\n";
}

OrderedJson services_json(const std::vector<ProvidedService>& services) {
  OrderedJson object = OrderedJson::object();
  for (const ProvidedService& one : services) object[one.id] = version_of(one);
  return object;
}

OrderedJson defines_json(const Manifest& manifest) {
  OrderedJson object = OrderedJson::object();
  for (const DefinedPermission& one : manifest.defines) object[one.name] = one.meaning;
  return object;
}

OrderedJson requirements_json(const std::vector<Requirement>& list) {
  OrderedJson object = OrderedJson::object();
  for (const Requirement& one : list) object[one.name] = one.range.to_string();
  return object;
}

OrderedJson settings_json(const Manifest& manifest) {
  const std::vector<Setting> settings = described_settings(manifest);
  OrderedJson object = OrderedJson::object();
  for (const Setting& one : settings) object[one.name] = {{"takes", one.kind}, {"help", one.help}};
  return object;
}

OrderedJson resources_json(const ExtensionFile& file) {
  OrderedJson files = OrderedJson::object();
  for (const elf::Resource& one : file.resources()) files[std::string(one.path)] = one.bytes.size();
  return {{"templates", count_below(file, "templates/")},
          {"static", count_below(file, "static/")},
          {"migrations", count_below(file, "migrations/")},
          {"files", std::move(files)}};
}

std::string bounds(const SchemaNode& node) {
  const auto written = [](const OrderedJson& bound) {
    return bound.is_string() ? bound.get<std::string>() : bound.dump();
  };
  if (node.minimum && node.maximum) return written(*node.minimum) + ".." + written(*node.maximum);
  std::vector<std::string> parts;
  if (node.minimum) parts.push_back("at least " + written(*node.minimum));
  if (node.exclusive_minimum) parts.push_back("more than " + written(*node.exclusive_minimum));
  if (node.maximum) parts.push_back("at most " + written(*node.maximum));
  if (node.exclusive_maximum) parts.push_back("less than " + written(*node.exclusive_maximum));
  return joined(parts);
}

}  // namespace

std::vector<NamedSetting> settings_in(const SchemaNode& node) {
  std::vector<NamedSetting> settings;
  collect(node, "", settings);
  return settings;
}

std::string describe(const SchemaNode& setting) {
  std::string text = kind_of_setting(setting);
  if (setting.default_value) text += ", default " + setting.default_value->dump();
  return text;
}

std::string kind_of_setting(const SchemaNode& setting) {
  const bool has_format = setting.format != SchemaFormat::none;
  std::string text(has_format ? name_of(setting.format) : name_of(setting.type));
  if (!setting.one_of.empty()) {
    std::vector<std::string> words;
    for (const OrderedJson& one : setting.one_of) words.push_back(one.dump());
    text = words.size() == 1 ? words[0] : "one of " + joined(words);
  } else if (setting.type == SchemaType::array && setting.items != nullptr) {
    text = "array of " + describe(*setting.items);
  }
  const std::string range = bounds(setting);
  if (!range.empty()) text += " " + range;
  if (setting.secret) text += ", secret";
  if (setting.operator_only) text += ", set by the operator only";
  return text;
}

std::string inspect_text(const ExtensionFile& file, const TrustedKeys& trusted) {
  const Manifest& manifest = file.manifest();
  std::string text = first_line(manifest) + needs_line(manifest);
  std::vector<std::string> asks;
  for (const std::string& one : manifest.permissions) asks.push_back(permission_words(one));
  text += services_line("provides", manifest.provides);
  text += services_line("adds to", manifest.contributes);
  text += services_line("uses", manifest.uses);
  for (const DefinedPermission& one : manifest.defines) {
    text += label(&one == &manifest.defines.front() ? "defines" : "") + one.name + "   " +
            one.meaning + "\n";
  }
  if (!asks.empty()) text += label("asks for") + joined(asks) + "\n";
  text += settings_lines(manifest) + holds_line(file) + last_line(file);
  text += label("signature") + file.signature().text(trusted) + "\n";
  for (const elf::Finding& one : file.findings()) {
    text += label(one.severity == elf::Finding::Severity::error ? "error" : "warn") + one.text +
            ". " + one.remedy + "\n";
  }
  return visible(text);
}

OrderedJson inspect_json(const ExtensionFile& file, const TrustedKeys& trusted) {
  const Manifest& manifest = file.manifest();
  OrderedJson findings = OrderedJson::array();
  for (const elf::Finding& one : file.findings()) {
    findings.push_back(
        {{"severity", one.severity == elf::Finding::Severity::error ? "error" : "warning"},
         {"text", one.text},
         {"remedy", one.remedy}});
  }
  return {{"name", manifest.name},
          {"version", manifest.version.to_string()},
          {"summary", manifest.summary},
          {"license", manifest.license},
          {"homepage", manifest.homepage},
          {"contact", manifest.contact},
          {"sdk", manifest.sdk.to_string()},
          {"requires", requirements_json(manifest.requirements)},
          {"optional", requirements_json(manifest.optional)},
          {"conflicts", requirements_json(manifest.conflicts)},
          {"provides", services_json(manifest.provides)},
          {"contributes", services_json(manifest.contributes)},
          {"uses", services_json(manifest.uses)},
          {"defines", defines_json(manifest)},
          {"unload", unload_word(manifest)},
          {"permissions", manifest.permissions},
          {"settings", settings_json(manifest)},
          {"resources", resources_json(file)},
          {"sha256", file.sha256()},
          {"signature", file.signature().json(trusted)},
          {"build",
           {{"sdk", file.build().sdk.to_string()},
            {"compiler", file.build().compiler},
            {"type", file.build().build_type},
            {"digest", file.build().digest}}},
          {"findings", std::move(findings)}};
}

}  // namespace carboy::core::extensions
