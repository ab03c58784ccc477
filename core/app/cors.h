// The step for cross-origin resource sharing: which requests pages of other origins may send, and
// which responses they may read (Fetch Standard, section 3.2, "CORS protocol").
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
  // Request fields that a page may send besides those that are always allowed. "*" allows all.
  std::vector<std::string> headers;
  std::vector<std::string> expose;  // response fields that a page may read
  bool credentials = false;         // cookies and Authorization
  std::chrono::seconds max_age{0};  // for which a browser may cache a preflight; 0: its default
};

// Returns a sentence about what is wrong with the options, or an empty text if nothing is.
std::string cors_mistake(const CorsOptions& options);

class Cors {
 public:
  // Options without origins disable the step. REQUIRES: cors_mistake(options) is empty otherwise.
  explicit Cors(CorsOptions options);

  // Answers a preflight (OPTIONS with Origin and Access-Control-Request-Method) with 204, without
  // the app. If the origin, the method or a header field is not allowed, the response lacks the
  // permission, and the browser rejects the request.
  bool before(Exchange& exchange) const noexcept {
    return is_enabled() && answer_preflight(exchange);
  }
  // Adds the permissions of an allowed origin to the app's response, and Vary: Origin if the
  // response depends on it.
  void after(Exchange& exchange) const noexcept {
    if (is_enabled()) add_fields(exchange);
  }

 private:
  bool is_enabled() const noexcept { return !options_.origins.empty(); }
  bool answer_preflight(Exchange& exchange) const noexcept;
  void add_fields(Exchange& exchange) const noexcept;
  bool allows_origin(std::string_view origin) const noexcept;
  // Returns whether every origin gets the same response.
  bool is_open() const noexcept;
  bool add_origin(http::Response& response, std::string_view origin) const noexcept;
  bool allows_headers(std::string_view asked) const noexcept;

  CorsOptions options_;
  bool any_origin_ = false, any_header_ = false;
  std::string methods_, headers_, expose_;  // as values of header fields
};

}  // namespace carboy::core::app
