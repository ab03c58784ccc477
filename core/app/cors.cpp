#include "core/app/cors.h"

#include <algorithm>

#include "core/app/request_state.h"
#include "core/base/words.h"
#include "core/http/header_text.h"

namespace carboy::core::app {
namespace {

bool contains(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Appends `name` to Vary unless it is there already (RFC 9110, section 12.5.5).
void add_vary(http::Response& response, std::string_view name) {
  const std::string old(response.fields.find("Vary").value_or(""));
  std::string_view rest = old;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view word = http::trimmed(rest.substr(0, comma));
    if (word == "*" || http::same_name(word, name)) return;
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  const std::string vary = old.empty() ? std::string(name) : old + ", " + std::string(name);
  static_cast<void>(response.fields.set("Vary", vary));
}

bool matches(std::string_view pattern, std::string_view origin) {
  const std::size_t star = pattern.find("*.");
  if (star == std::string_view::npos) return pattern == origin;
  const std::string_view before = pattern.substr(0, star), after = pattern.substr(star + 1);
  if (origin.size() <= before.size() + after.size()) return false;
  if (!origin.starts_with(before) || !origin.ends_with(after)) return false;
  const auto labels = origin.substr(before.size(), origin.size() - before.size() - after.size());
  return labels.find_first_of("/:@") == std::string_view::npos && !labels.starts_with('.');
}

bool is_origin(std::string_view text) {
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view host = text.substr(colon + 3);
  const std::size_t star = host.find('*');
  return !host.empty() && host.find_first_of("/?# @") == std::string_view::npos &&
         (star == std::string_view::npos || (star == 0 && host.size() > 2 && host[1] == '.' &&
                                             host.find('*', 1) == std::string_view::npos));
}

}  // namespace

std::string cors_mistake(const CorsOptions& options) {
  if (options.origins.empty()) {
    return "origins: name the origins that may ask, such as [\"https://shop.example\"].";
  }
  for (const std::string& origin : options.origins) {
    if (origin == "*" || origin == "null" || is_origin(origin)) continue;
    return "origins: \"" + origin +
           "\" is not an origin. An origin is a scheme, a host and a port, such as "
           "\"https://shop.example\", without a path.";
  }
  if (options.credentials && contains(options.origins, "*")) {
    return "credentials: with origins = [\"*\"] every page on the Internet could act for the "
           "user who is logged in. Name the origins.";
  }
  for (const auto* names : {&options.methods, &options.headers, &options.expose}) {
    for (const std::string& name : *names) {
      if (http::is_token(name)) continue;
      return "\"" + name + "\" is not the name of a method or header field.";
    }
  }
  return {};
}

Cors::Cors(CorsOptions options)
    : options_(std::move(options)),
      any_origin_(contains(options_.origins, "*")),
      any_header_(contains(options_.headers, "*")),
      methods_(base::joined(options_.methods)),
      headers_(base::joined(options_.headers)),
      expose_(base::joined(options_.expose)) {}

bool Cors::is_open() const noexcept { return any_origin_ && !options_.credentials; }

bool Cors::allows_origin(std::string_view origin) const noexcept {
  return any_origin_ ||
         std::any_of(options_.origins.begin(), options_.origins.end(),
                     [&](const std::string& pattern) { return matches(pattern, origin); });
}

bool Cors::add_origin(http::Response& response, std::string_view origin) const noexcept {
  if (!is_open()) add_vary(response, "Origin");
  if (!allows_origin(origin)) return false;
  static_cast<void>(response.fields.set("Access-Control-Allow-Origin", is_open() ? "*" : origin));
  if (options_.credentials) {
    static_cast<void>(response.fields.set("Access-Control-Allow-Credentials", "true"));
  }
  return true;
}

bool Cors::allows_headers(std::string_view asked) const noexcept {
  if (any_header_) return true;
  while (!asked.empty()) {
    const std::size_t comma = std::min(asked.find(','), asked.size());
    const std::string_view name = http::trimmed(asked.substr(0, comma));
    asked.remove_prefix(std::min(comma + 1, asked.size()));
    if (name.empty()) continue;
    if (std::none_of(options_.headers.begin(), options_.headers.end(),
                     [&](const std::string& one) { return http::same_name(one, name); })) {
      return false;
    }
  }
  return true;
}

bool Cors::answer_preflight(Exchange& exchange) const noexcept {
  const auto origin = http::find(exchange.head.fields, "origin");
  const auto method = http::find(exchange.head.fields, "access-control-request-method");
  if (exchange.head.method != "OPTIONS" || !origin || !method) return false;
  const auto asked =
      http::find(exchange.head.fields, "access-control-request-headers").value_or("");

  http::Response& response = exchange.response;
  response.clear();
  response.status = 204;
  const bool allowed =
      add_origin(response, *origin) && contains(options_.methods, *method) && allows_headers(asked);
  if (any_header_) add_vary(response, "Access-Control-Request-Headers");
  if (!allowed) {
    response.fields.remove("Access-Control-Allow-Origin");
    response.fields.remove("Access-Control-Allow-Credentials");
    return true;
  }
  const auto set = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) static_cast<void>(response.fields.set(name, value));
  };
  set("Access-Control-Allow-Methods", methods_);
  // A literal * would not work with credentials, nor for Authorization.
  set("Access-Control-Allow-Headers", any_header_ ? asked : headers_);
  if (options_.max_age.count() > 0) {
    set("Access-Control-Max-Age", std::to_string(options_.max_age.count()));
  }
  return true;
}

void Cors::add_fields(Exchange& exchange) const noexcept {
  http::Response& response = exchange.response;
  const auto origin = http::find(exchange.head.fields, "origin");
  if (!origin) {
    if (!is_open()) add_vary(response, "Origin");
    return;
  }
  if (add_origin(response, *origin) && !expose_.empty()) {
    static_cast<void>(response.fields.set("Access-Control-Expose-Headers", expose_));
  }
}

}  // namespace carboy::core::app
