// Cross-origin resource sharing: what pages of other origins may ask and read (Fetch Standard,
// section 3.2, "CORS protocol").
//
// Thread rule: immutable; any thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/app/exchange.h"

namespace carboy::core::app {

struct CorsOptions {
  // "https://shop.example", "https://*.example.org" (one or more labels), or "*" for every origin.
  std::vector<std::string> origins;
  std::vector<std::string> methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  // Those that a page may send besides the ones that are always allowed; "*": whichever it asks
  // for.
  std::vector<std::string> headers;
  std::vector<std::string> expose;  // response fields that a page may read
  bool credentials = false;         // cookies and Authorization
  std::chrono::seconds max_age{0};  // how long a browser keeps a preflight's answer; 0: its default
};

// What is wrong with the options, for people; empty when nothing is.
std::string cors_mistake(const CorsOptions& options);

class Cors {
 public:
  // REQUIRES: cors_mistake(options) is empty.
  explicit Cors(CorsOptions options);

  // Answers a preflight (OPTIONS with Origin and Access-Control-Request-Method) with 204 and
  // without the app; false for any other request. An origin, method or header that is not allowed
  // gets an answer without the permission, and the browser refuses the request.
  bool answer_preflight(Exchange& exchange) const noexcept;
  // Adds to the app's answer what an allowed origin may read, and Vary: Origin where the answer
  // depends on it.
  void add_fields(Exchange& exchange) const noexcept;

 private:
  bool allows_origin(std::string_view origin) const noexcept;
  // Whether one answer suits every origin.
  bool is_open() const noexcept;
  bool add_origin(http::Response& response, std::string_view origin) const noexcept;
  bool allows_headers(std::string_view asked) const noexcept;

  CorsOptions options_;
  bool any_origin_ = false, any_header_ = false;
  std::string methods_, headers_, expose_;  // as fields' values
};

}  // namespace carboy::core::app
