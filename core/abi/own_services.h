// What the host itself provides to extensions: the service carboy.Pages and the wrapper
// carboy.Page.
//
// Thread rule: made and destroyed by the thread that owns the app; its services are for any thread.
#pragma once

#include <memory>

#include "core/abi/host_adapter.h"
#include "core/extensions/life/scope.h"

namespace carboy::core::abi {

class OwnServices {
 public:
  static constexpr std::string_view kOwner = "carboy";

  // Provides the services. REQUIRES: `shared` outlives this object.
  explicit OwnServices(Shared& shared);
  // Withdraws them. REQUIRES: no generation uses them any more.
  ~OwnServices();
  OwnServices(const OwnServices&) = delete;
  OwnServices& operator=(const OwnServices&) = delete;

  const extensions::Scope& scope() const noexcept { return scope_; }

 private:
  struct Provided;
  extensions::Scope scope_;
  std::unique_ptr<Provided> provided_;
};

}  // namespace carboy::core::abi
