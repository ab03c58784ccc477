// Any bytes as the end of an extension's file: the trailer with its signature.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/extensions/package/signature.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace extensions = carboy::core::extensions;
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  const extensions::Signature signature = extensions::read_signature(file);
  const bool is_signed = signature.state != extensions::Signature::State::none;
  const std::string_view content = extensions::without_signature(file);
  if (is_signed != (content.size() < size)) __builtin_trap();
  if (extensions::read_signature(content).state != extensions::Signature::State::none) {
    __builtin_trap();
  }
  if (signature.text({}).empty() || signature.is_trusted({})) __builtin_trap();
  return 0;
}
