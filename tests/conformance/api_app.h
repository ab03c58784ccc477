// An app in this process that is written against the SDK like an extension, but without a library.
//
// Thread rule: one thread, and one ApiApp at a time.
#pragma once

#include <carboy/carboy.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/app/kernel.h"

namespace carboy::conformance {

struct ApiAnswer {
  int status = 0;
  std::string reason;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;  // or everything that a stream wrote

  std::optional<std::string> header(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
};

class ApiApp {
 public:
  using Init = std::function<void(App& app, carboy::abi::Registrar& registrar)>;

  // Throws what init throws, and base::Error if the app cannot be published.
  ApiApp(core::app::KernelOptions options, const Init& init);
  ~ApiApp();
  ApiApp(const ApiApp&) = delete;
  ApiApp& operator=(const ApiApp&) = delete;

  // Returns the app for a server. Any thread may call it.
  core::app::Application& application();

  ApiAnswer send(const std::string& method, const std::string& target,
                 const std::vector<std::pair<std::string, std::string>>& headers = {},
                 const std::string& body = {}, const std::string& host = "localhost");

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace carboy::conformance
