#include "core/abi/binding.h"

#include <carboy/abi/extension.h>

#include <nlohmann/json.hpp>

#include "core/abi/registrar_adapter.h"
#include "core/base/error.h"
#include "core/extensions/life/library.h"

namespace carboy::core::abi {
namespace {

std::string dotted(uint32_t sdk) {
  return std::to_string(sdk >> 16) + "." + std::to_string(sdk & 0xffff);
}

class BoundInstance final : public extensions::Instance {
 public:
  BoundInstance(Shared& shared, extensions::Scope& scope, const extensions::Library& library,
                carboy::abi::Extension& extension)
      : shared_(shared),
        scope_(scope),
        extension_(extension),
        host_(shared, scope, library.copy()) {}

  bool start(const nlohmann::json& settings) noexcept override {
    settings_ = settings;
    registrar_ = std::make_unique<RegistrarAdapter>(shared_, scope_, settings_);
    const Status status = extension_.start(&host_, registrar_.get());
    registrar_->end();
    return status == Status::ok;
  }
  void stop() noexcept override { extension_.stop(); }

 private:
  Shared& shared_;
  extensions::Scope& scope_;
  carboy::abi::Extension& extension_;
  HostAdapter host_;
  nlohmann::json settings_;
  std::unique_ptr<RegistrarAdapter> registrar_;
};

}  // namespace

extensions::Bind binder(Shared& shared) {
  return [&shared](const extensions::Library& library,
                   extensions::Scope& scope) -> std::unique_ptr<extensions::Instance> {
    using Entry = carboy::abi::Extension* (*)() noexcept;
    const auto entry = reinterpret_cast<Entry>(library.find("carboy_extension"));
    const std::string title = scope.name() + " " + scope.version();
    if (entry == nullptr) {
      throw base::Error(title +
                        " exports no carboy_extension. Write CARBOY_EXTENSION(init_app) in one of "
                        "its sources, and build it with carboy_add_extension.");
    }
    carboy::abi::Extension& extension = *entry();
    const uint32_t sdk = extension.sdk();
    const uint32_t own = carboy::abi::kSdkMajor << 16 | carboy::abi::kSdkMinor;
    if (sdk >> 16 != own >> 16 || sdk > own) {
      throw base::Error(title + " was compiled with SDK " + dotted(sdk) + "; this host has " +
                        dotted(own) + ". Build it with SDK " + dotted(own) +
                        ", or run it on a newer host.");
    }
    return std::make_unique<BoundInstance>(shared, scope, library, extension);
  };
}

}  // namespace carboy::core::abi
