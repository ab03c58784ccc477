// A request that an app answers in this process, without a server: `carboy request`, the test kit
// and `carboy ext check` send their requests this way.
//
// Thread rule: answer_locally() may be called from any thread that the host adopted, also from
// several at once for one app.
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
  // `Host: localhost` is added when there is no Host field.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool secure = false;
};

struct LocalAnswer {
  std::uint16_t status = 0;
  std::string reason;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;      // all of it, also when it was streamed; empty for HEAD
  bool is_whole = true;  // false when the stream failed after the bytes in `body`
};

// Receives each piece of a streamed body. Return false to end the stream, like a client that
// disconnects.
using OnPiece = std::function<bool(std::string_view piece)>;

// Returns the response as it would be sent, but without Date and the fields that belong to a
// connection.
LocalAnswer answer_locally(app::Application& app, const LocalRequest& request,
                           const OnPiece& on_piece = {});

}  // namespace carboy::core::host
