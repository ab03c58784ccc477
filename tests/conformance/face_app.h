// An app in this process that is written against the SDK, as an extension is, without a library.
//
// Thread rule: one thread, and one FaceApp at a time.
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

struct FaceAnswer {
  int status = 0;
  std::string reason;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;  // of a stream all that it wrote

  std::optional<std::string> header(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;
};

class FaceApp {
 public:
  using Init = std::function<void(App& app, carboy::abi::Registrar& registrar)>;

  // Throws what init throws, and base::Error for what cannot be published.
  FaceApp(core::app::KernelOptions options, const Init& init);
  ~FaceApp();
  FaceApp(const FaceApp&) = delete;
  FaceApp& operator=(const FaceApp&) = delete;

  // For a server before it. Any thread may call it.
  core::app::Application& application();

  FaceAnswer send(const std::string& method, const std::string& target,
                  const std::vector<std::pair<std::string, std::string>>& headers = {},
                  const std::string& body = {}, const std::string& host = "localhost");

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace carboy::conformance
