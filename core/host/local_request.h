// A request that goes through an app without a server: what `carboy request`, the test kit and
// `ext check` send.
//
// Thread rule: answer_locally() from any thread that carboy adopted, at once too for one app.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/app/application.h"

namespace carboy::core::host {

struct LocalRequest {
  std::string method, target;
  std::vector<std::pair<std::string, std::string>> headers;  // gets Host: localhost without one
  std::string body;
  bool secure = false;
};

struct LocalAnswer {
  std::uint16_t status = 0;
  std::string reason;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;      // whole, also of a stream; empty for HEAD
  bool is_whole = true;  // false when the stream failed after what `body` holds
};

// Called with each piece of a streamed body; false ends the stream as a client that has gone does.
using OnPiece = std::function<bool(std::string_view piece)>;

// The answer as it would leave, without Date and the fields that belong to a connection.
LocalAnswer answer_locally(app::Application& app, const LocalRequest& request,
                           const OnPiece& on_piece = {});

}  // namespace carboy::core::host
