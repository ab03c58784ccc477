#include "core/abi/converter_callbacks.h"

#include <memory>

#include "core/abi/callbacks.h"
#include "core/app/failure.h"
#include "core/base/error.h"

namespace carboy::core::abi {
namespace {

struct Callbacks {
  OwnedCallback<carboy::abi::AcceptCallback> accepts;
  OwnedCallback<carboy::abi::ToUrlCallback> to_url;
};

void append(void* self, Text piece) noexcept {
  static_cast<std::string*>(self)->append(piece.data, piece.size);
}

std::string url_text(const Callbacks& callbacks, const routing::Value& value) {
  const std::string given = value.str();
  std::string text;
  const TextSink sink{&append, &text};
  if (callbacks.to_url(Text(given), sink) != Status::ok) {
    throw base::Error("\"" + given + "\" cannot be written: " + app::thread_failure().message);
  }
  return routing::to_url(routing::Converter{}, routing::Value(text));
}

}  // namespace

routing::ConverterFactory converter_factory(const carboy::abi::ConverterOptions& options) {
  auto callbacks = std::make_shared<Callbacks>(
      Callbacks{OwnedCallback(options.accepts), OwnedCallback(options.to_url)});
  const bool has_accepts = options.accepts.function != nullptr;
  const bool has_to_url = options.to_url.function != nullptr;
  return [callbacks, has_accepts, has_to_url, weight = options.weight,
          regex = std::string(std::string_view(options.regex))](
             const routing::ConverterArguments& arguments) {
    if (!arguments.empty()) throw base::Error("this converter takes no arguments");
    routing::Converter made = routing::regex_converter(regex, weight);
    if (has_accepts) {
      made.accepts = [callbacks](std::string_view text) {
        return callbacks->accepts(Text(text)) == Status::ok;
      };
    }
    if (has_to_url) {
      made.to_url = [callbacks](const routing::Value& value) {
        return url_text(*callbacks, value);
      };
    }
    return made;
  };
}

}  // namespace carboy::core::abi
