// `carboy routes` and `carboy request`, which start the app of this folder in their own process,
// without a server.
//
// Thread rule: the main thread.
#pragma once

#include <string>
#include <vector>

namespace carboy::core::cli {

// The order in which routes are listed.
enum class RouteOrder { rule, endpoint, extension };

// Prints a line for each rule: rule, methods, endpoint, extension and wrappers. Throws base::Error
// when the app cannot start.
int list_routes(RouteOrder order, bool json);

struct OneRequest {
  std::string method, target;
  std::vector<std::string> headers;  // "Name: value"
  std::string body;
  bool json = false;  // print the response as an object
};

// Sends one request to the app and prints the response as it would be sent, without Date. Returns 0
// for a status below 400, else 1. Throws base::Error for a malformed header and when the app cannot
// start.
int send_request(const OneRequest& request);

}  // namespace carboy::core::cli
