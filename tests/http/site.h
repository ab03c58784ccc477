// An app with a view for every kind of response, and a server for it on a free port.
//
// Thread rule: a site belongs to one thread.
#pragma once

#include <optional>
#include <string>

#include "core/base/testing/temporary_folder.h"
#include "core/server/server.h"
#include "core/server/testing/raw_client.h"
#include "tests/conformance/api_app.h"

namespace carboy::http_test {

class Site {
 public:
  explicit Site(core::server::ServerOptions options = {});
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  core::server::testing::RawClient connect() const;
  // Returns whether a new client gets an answer.
  bool lives() const;
  std::size_t connections() const { return server_->connections(); }

 private:
  core::base::TemporaryFolder folder_;
  std::optional<conformance::ApiApp> app_;
  std::optional<core::server::Server> server_;
};

}  // namespace carboy::http_test
