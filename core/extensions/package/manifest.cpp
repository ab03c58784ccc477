#include "core/extensions/package/manifest.h"

#include <algorithm>
#include <functional>

#include "core/base/ascii.h"
#include "core/base/suggest.h"

namespace carboy::core::extensions {
namespace {

constexpr std::size_t kMaxName = 64;
constexpr std::size_t kMaxText = 300;

const std::vector<std::string>& known_keys() {
  static const std::vector<std::string> keys{
      "name", "version",  "summary",  "license",   "homepage",   "contact",
      "sdk",  "requires", "optional", "conflicts", "provides",   "contributes",
      "uses", "defines",  "unload",   "config",    "permissions"};
  return keys;
}

// "guestbook.Entries": an extension's name, a dot, and a name that begins with a capital.
bool is_service_id(std::string_view id) {
  const std::size_t dot = id.find('.');
  if (dot == std::string_view::npos || !is_extension_name(id.substr(0, dot))) return false;
  const std::string_view type = id.substr(dot + 1);
  return !type.empty() && type.size() <= kMaxName && type[0] >= 'A' && type[0] <= 'Z' &&
         std::all_of(type.begin(), type.end(),
                     [](char c) { return base::is_letter(c) || base::is_digit(c); });
}

// "guestbook.moderate": the extension's name, a dot, and a word.
bool is_own_permission(std::string_view name, std::string_view extension) {
  return name.size() > extension.size() + 1 && name.starts_with(extension) &&
         name[extension.size()] == '.' && is_extension_name(name.substr(extension.size() + 1));
}

// "routes:/guestbook": a kind, a colon, and an object.
bool is_permission(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon + 1 == text.size()) return false;
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](char c) { return base::is_lower(c) || c == '_'; });
}

// Reads "MAJOR.MINOR" with the rules of a version's numbers; MAJOR begins at 1.
bool read_interface_version(std::string_view text, ProvidedService& service) {
  constexpr std::uint64_t kMax = 1'000'000;
  try {
    const Version version = Version::parse(std::string(text) + ".0");
    if (!version.prerelease.empty() || !version.build.empty()) return false;
    if (version.major == 0 || version.major > kMax || version.minor > kMax) return false;
    service.major = static_cast<std::uint32_t>(version.major);
    service.minor = static_cast<std::uint32_t>(version.minor);
    return true;
  } catch (const base::Error&) {
    return false;
  }
}

// Returns what is wrong with a text that will be shown on terminals and pages, or nothing.
std::string check_line(const std::string& text) {
  if (text.empty()) return "must not be empty";
  if (text.size() > kMaxText) return "is longer than 300 bytes";
  if (!is_one_line(text)) return "must be one line without control characters";
  return "";
}

class ManifestReader {
 public:
  explicit ManifestReader(const OrderedJson& json) : json_(json) {}

  Manifest read() {
    check_keys();
    read_identity();
    read_texts();
    read_requirements("requires", manifest_.requirements);
    read_requirements("optional", manifest_.optional);
    read_requirements("conflicts", manifest_.conflicts);
    read_services("provides", manifest_.provides);
    read_services("contributes", manifest_.contributes);
    read_services("uses", manifest_.uses);
    check_contradictions();
    read_defines();
    read_unload();
    read_config();
    read_permissions();
    if (!mistakes_.empty()) throw ManifestError(std::move(mistakes_));
    return std::move(manifest_);
  }

 private:
  void complain(const std::string& field, const std::string& text) {
    mistakes_.push_back({field, text});
  }

  // Returns the value of `key` if it is present and of the right type; complains about a wrong
  // type.
  const OrderedJson* get(const char* key, bool (OrderedJson::*fits)() const,
                         const std::string& wanted) {
    if (!json_.contains(key)) return nullptr;
    const OrderedJson& value = json_[key];
    if ((value.*fits)()) return &value;
    complain(key, "must be " + wanted + ", not " + kind_of(value));
    return nullptr;
  }
  const OrderedJson* get_text(const char* key) {
    return get(key, &OrderedJson::is_string, "a string");
  }
  const OrderedJson* get_object(const char* key) {
    return get(key, &OrderedJson::is_object, "an object");
  }
  const OrderedJson* get_array(const char* key) {
    return get(key, &OrderedJson::is_array, "an array");
  }

  // Runs `parse`; an error becomes a mistake of `field`.
  void attempt(const std::string& field, const std::function<void()>& parse) {
    try {
      parse();
    } catch (const base::Error& error) {
      complain(field, error.what());
    }
  }

  void check_keys() {
    for (const auto& [key, value] : json_.items()) {
      if (std::find(known_keys().begin(), known_keys().end(), key) != known_keys().end()) continue;
      complain(printable(key),
               "no such key." + (key.size() > 64 ? "" : base::did_you_mean(key, known_keys())));
    }
    for (const char* key : {"name", "version", "sdk"}) {
      if (!json_.contains(key)) complain(key, "is missing");
    }
  }

  void read_identity() {
    if (const OrderedJson* name = get_text("name")) {
      manifest_.name = name->get<std::string>();
      if (!is_extension_name(manifest_.name)) {
        complain("name", printable_quote(manifest_.name) +
                             " is not a name: it takes lower-case letters, digits and "
                             "underscores, begins with a letter and has at most 64 of them");
      }
    }
    if (const OrderedJson* version = get_text("version")) {
      attempt("version",
              [&] { manifest_.version = Version::parse(version->get_ref<const std::string&>()); });
    }
    if (const OrderedJson* sdk = get_text("sdk")) {
      attempt("sdk",
              [&] { manifest_.sdk = VersionRange::parse(sdk->get_ref<const std::string&>()); });
    }
  }

  void read_texts() {
    const auto read = [&](const char* key, std::string& into) {
      const OrderedJson* text = get_text(key);
      if (text == nullptr) return;
      into = text->get<std::string>();
      const std::string reason = check_line(into);
      if (!reason.empty()) complain(key, reason);
    };
    read("summary", manifest_.summary);
    read("license", manifest_.license);
    read("homepage", manifest_.homepage);
    read("contact", manifest_.contact);
    const std::string& page = manifest_.homepage;
    if (!page.empty() && !page.starts_with("https://") && !page.starts_with("http://")) {
      complain("homepage", "must begin with https:// or http://");
    }
  }

  void read_requirements(const char* key, std::vector<Requirement>& into) {
    const OrderedJson* object = get_object(key);
    if (object == nullptr) return;
    for (const auto& one : object->items()) {
      // No structured binding: clang 14 cannot capture one.
      const std::string& name = one.key();
      const OrderedJson& range = one.value();
      const std::string field = std::string(key) + "." + printable(name);
      if (!is_extension_name(name)) {
        complain(field, printable_quote(name) + " is not the name of an extension");
      } else if (name == manifest_.name) {
        complain(field, "an extension cannot name itself here");
      }
      if (!range.is_string()) {
        complain(field, "must be a range of versions such as \"^1.0\", not " + kind_of(range));
        continue;
      }
      attempt(field, [&] {
        into.push_back({name, VersionRange::parse(range.get_ref<const std::string&>())});
      });
    }
  }

  void check_contradictions() {
    const auto names = [](const std::vector<Requirement>& list, const std::string& name) {
      return std::any_of(list.begin(), list.end(),
                         [&](const Requirement& one) { return one.name == name; });
    };
    const auto provides = [&](const std::string& id) {
      return std::any_of(manifest_.provides.begin(), manifest_.provides.end(),
                         [&](const ProvidedService& one) { return one.id == id; });
    };
    for (const Requirement& one : manifest_.optional) {
      if (!names(manifest_.requirements, one.name)) continue;
      complain("optional." + one.name, "is under requires, too; name it under one of them only");
    }
    for (const ProvidedService& one : manifest_.contributes) {
      if (!provides(one.id)) continue;
      complain("contributes." + printable(one.id),
               "is under provides, too; a service has either one provider or many");
    }
    for (const ProvidedService& one : manifest_.uses) {
      if (!provides(one.id)) continue;
      complain("uses." + printable(one.id),
               "is under provides, too; an extension need not name "
               "what it provides itself");
    }
  }

  void read_services(const char* key, std::vector<ProvidedService>& into) {
    const OrderedJson* object = get_object(key);
    if (object == nullptr) return;
    for (const auto& [id, version] : object->items()) {
      const std::string field = std::string(key) + "." + printable(id);
      if (!is_service_id(id)) {
        complain(field, printable_quote(id) + " is not a service id, such as \"" +
                            (is_extension_name(manifest_.name) ? manifest_.name : "guestbook") +
                            ".Entries\"");
      }
      ProvidedService service{id, 0, 0};
      if (!version.is_string() ||
          !read_interface_version(version.get_ref<const std::string&>(), service)) {
        complain(field, "must be the interface's version as \"MAJOR.MINOR\", from \"1.0\" on");
      }
      into.push_back(std::move(service));
    }
  }

  void read_defines() {
    const OrderedJson* object = get_object("defines");
    if (object == nullptr) return;
    for (const auto& [name, meaning] : object->items()) {
      const std::string field = "defines." + printable(name);
      if (!is_own_permission(name, manifest_.name)) {
        complain(field, printable_quote(name) + " is not the name of a permission, such as \"" +
                            (is_extension_name(manifest_.name) ? manifest_.name : "guestbook") +
                            ".moderate\": the extension's name, a dot, and a word in lower case");
      }
      if (!meaning.is_string()) {
        complain(field, "must be a string that says what it allows, not " + kind_of(meaning));
        continue;
      }
      const std::string text = meaning.get<std::string>();
      const std::string reason = check_line(text);
      if (!reason.empty()) complain(field, reason);
      manifest_.defines.push_back({name, text});
    }
  }

  void read_unload() {
    const OrderedJson* unload = get_text("unload");
    if (unload == nullptr) return;
    if (*unload == "restart") {
      manifest_.unload = Manifest::Unload::restart;
    } else if (*unload != "supported") {
      complain("unload", "must be \"supported\" or \"restart\"");
    }
  }

  void read_config() {
    const OrderedJson* config = get_object("config");
    if (config == nullptr) return;
    OrderedJson schema = *config;
    if (!schema.contains("type")) schema["type"] = "object";
    if (schema["type"] != "object") return complain("config.type", "can only be \"object\"");
    std::vector<Mistake> faults;
    manifest_.config = Schema::parse(schema, Schema::Types::required, faults);
    for (const Mistake& fault : faults) {
      complain("config" + (fault.field.empty() ? "" : "." + printable(fault.field)), fault.text);
    }
  }

  void read_permissions() {
    const OrderedJson* array = get_array("permissions");
    if (array == nullptr) return;
    for (std::size_t i = 0; i < array->size(); ++i) {
      const std::string field = "permissions[" + std::to_string(i) + "]";
      const OrderedJson& one = (*array)[i];
      if (!one.is_string()) {
        complain(field, "must be a string, not " + kind_of(one));
        continue;
      }
      const std::string text = one.get<std::string>();
      const std::string reason = check_line(text);
      auto& known = manifest_.permissions;
      if (!reason.empty()) {
        complain(field, reason);
      } else if (!is_permission(text)) {
        complain(field, "is written KIND:WHAT, such as \"routes:/guestbook\" or \"tables:own\"");
      } else if (std::find(known.begin(), known.end(), text) != known.end()) {
        complain(field, "is listed twice");
      }
      known.push_back(text);
    }
  }

  const OrderedJson& json_;
  Manifest manifest_;
  std::vector<Mistake> mistakes_;
};

}  // namespace

Manifest Manifest::parse(std::string_view text) {
  OrderedJson json;
  try {
    json = parse_strict_json(text);
  } catch (const base::Error& error) {
    throw ManifestError(std::string(error.what()));
  }
  if (!json.is_object()) {
    throw ManifestError("must be a JSON object, not " + kind_of(json));
  }
  return ManifestReader(json).read();
}

bool is_extension_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxName && base::is_lower(name[0]) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return base::is_lower(c) || base::is_digit(c) || c == '_'; });
}

}  // namespace carboy::core::extensions
