// The registrations that a test program makes in its app: they belong to one more extension, whose
// code is the program's.
//
// Thread rule: the thread rules of the registrar and of the scope.
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>

#include "core/abi/host_adapter.h"
#include "core/abi/registrar_adapter.h"
#include "core/extensions/life/scope.h"

namespace carboy::core::test_host {

class Guest {
 public:
  explicit Guest(abi::Shared& shared)
      : scope_(shared.registries, "test", "0.0.0"),
        host_(shared, scope_),
        registrar_(shared, scope_, settings_) {}
  // Removes the registrations. REQUIRES: no generation uses them any more.
  ~Guest() {
    scope_.close();
    scope_.drain(std::chrono::steady_clock::now() + std::chrono::seconds(5));
    scope_.work().run_stop_callbacks();
    scope_.unwind();
  }
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;

  extensions::Scope& scope() noexcept { return scope_; }
  abi::HostAdapter& host() noexcept { return host_; }
  abi::RegistrarAdapter& registrar() noexcept { return registrar_; }

 private:
  const nlohmann::json settings_ = nlohmann::json::object();
  extensions::Scope scope_;
  abi::HostAdapter host_;
  abi::RegistrarAdapter registrar_;
};

}  // namespace carboy::core::test_host
