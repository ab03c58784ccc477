// carboy routes, carboy request: the app of this folder, started in this process without a server.
#pragma once

#include <string>
#include <vector>

namespace carboy::core::cli {

// What routes can be sorted by.
enum class RouteOrder { rule, endpoint, extension };

// Prints a line for each rule: rule, methods, endpoint, extension, wrappers. Throws base::Error
// when the app cannot start.
int list_routes(RouteOrder order, bool json);

struct OneRequest {
  std::string method, target;
  std::vector<std::string> headers;  // "Name: value"
  std::string body;
  bool json = false;  // print the answer as an object
};

// Runs one request through the app and prints the answer as it would go over the wire, without
// Date. 0 for a status below 400, else 1. Throws base::Error for a header that is none, and when
// the app cannot start.
int send_request(const OneRequest& request);

}  // namespace carboy::core::cli
