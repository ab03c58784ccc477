// Any text as a manifest. The defaults of an accepted manifest must fit its own schema.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/extensions/package/manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace carboy::core::extensions;
  try {
    const Manifest manifest =
        Manifest::parse(std::string_view(reinterpret_cast<const char*>(data), size));
    if (!is_extension_name(manifest.name)) std::abort();
    if (!(Version::parse(manifest.version.to_string()) == manifest.version)) std::abort();
    const OrderedJson filled = manifest.config.with_defaults(OrderedJson::object());
    for (const Mistake& mistake : manifest.config.validate(filled)) {
      if (mistake.text.find("is missing") == std::string::npos) std::abort();
    }
  } catch (const ManifestError& error) {
    if (error.mistakes().empty()) std::abort();
  }
  return 0;
}
