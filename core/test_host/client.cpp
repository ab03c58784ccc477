#include "core/test_host/client.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/abi/crossing.h"
#include "core/base/error.h"
#include "core/base/own_threads.h"
#include "core/http/cookies.h"
#include "core/http/header_text.h"
#include "core/http/location.h"
#include "core/http/url_split.h"
#include "core/routing/url_builder.h"

namespace carboy::core::test_host {
namespace {

constexpr std::size_t kMostRedirects = 50;

bool is_redirect(int status) {
  return (status >= 301 && status <= 303) || status == 305 || status == 307 || status == 308;
}

const std::string* find_header(const std::vector<std::pair<std::string, std::string>>& headers,
                               std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& header) {
    return http::same_name(header.first, name);
  });
  return found == headers.end() ? nullptr : &found->second;
}

Text text_or_none(const std::optional<std::string>& text) { return text ? Text(*text) : Text(); }

void pass_cookie(const ReadCookie& cookie, carboy::abi::TestAnswer& sink) {
  carboy::abi::Cookie crossing;
  crossing.name = cookie.name;
  crossing.value = cookie.value;
  crossing.path = text_or_none(cookie.path);
  crossing.domain = text_or_none(cookie.domain);
  crossing.same_site = cookie.same_site;
  crossing.has_max_age = cookie.max_age.has_value();
  crossing.max_age = cookie.max_age.value_or(0);
  crossing.has_expires = cookie.expires.has_value();
  crossing.expires = cookie.expires.value_or(0);
  crossing.secure = cookie.secure;
  crossing.http_only = cookie.http_only;
  crossing.partitioned = cookie.partitioned;
  sink.cookie(&crossing);
}

CookieOrigin origin_of(const Url& url) { return {url.host(), url.path(), url.secure}; }

}  // namespace

Url Url::of(std::string_view text) {
  const auto uri = http::iri_to_uri(text);
  const http::UrlParts parts = http::split_url(uri ? *uri : std::string_view());
  const std::string scheme = http::lowered(parts.scheme);
  if ((scheme != "http" && scheme != "https") || parts.authority.empty()) {
    throw base::Error(
        "\"" + std::string(text) +
        "\" is not a valid target: use a path that begins with a slash, or an http or "
        "https URL.");
  }
  Url url;
  url.secure = scheme == "https";
  url.authority = parts.authority;
  url.target = parts.path.empty() ? "/" : std::string(parts.path);
  if (!parts.query.empty()) url.target.append("?").append(parts.query);
  return url;
}

std::string Url::origin() const { return (secure ? "https://" : "http://") + authority; }

std::string Url::host() const {
  const auto parts = http::split_authority(authority);
  return http::lowered(parts ? parts->host : std::string_view(authority));
}

TestClientAdapter::TestClientAdapter(app::Application& app, const app::Clock& clock,
                                     std::string_view base_url)
    : app_(app), clock_(clock), base_(Url::of(base_url)) {}

std::int64_t TestClientAdapter::now() const {
  return std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch().count();
}

TestClientAdapter::Step TestClientAdapter::first_step(
    const carboy::abi::TestRequest& request) const {
  const std::string_view target = request.target;
  Step step{
      Url::of(target.starts_with('/') ? base_.origin() + std::string(target) : std::string(target)),
      std::string(std::string_view(request.method)),
      {},
      {request.body.data, request.body.size}};
  for (std::size_t i = 0; i < request.header_count; ++i) {
    const std::string_view name = request.headers[i].name, value = request.headers[i].value;
    if (!http::is_token(name) || !http::is_field_value(value)) {
      throw base::Error("\"" + std::string(name) + ": " + std::string(value) +
                        "\" is not a valid header.");
    }
    step.headers.emplace_back(name, value);
  }
  if (!http::is_token(step.method)) {
    throw base::Error("\"" + step.method + "\" is not a valid method.");
  }
  if (!step.body.empty() && find_header(step.headers, "Content-Length") == nullptr) {
    step.headers.emplace_back("Content-Length", std::to_string(step.body.size()));
  }
  return step;
}

host::LocalAnswer TestClientAdapter::answer_to(const Step& step, carboy::abi::TestAnswer& sink) {
  const CookieOrigin origin = origin_of(step.url);
  host::LocalRequest request{step.method, step.url.target, step.headers, std::string(step.body),
                             step.url.secure};
  if (find_header(request.headers, "Host") == nullptr) {
    request.headers.emplace_back("Host", step.url.authority);
  }
  const std::string cookies = jar_.header_for(origin, now());
  if (!cookies.empty()) request.headers.emplace_back("Cookie", cookies);

  bool streamed = false, stopped = false;
  host::LocalAnswer answer = host::answer_locally(app_, request, [&](std::string_view piece) {
    streamed = true;
    stopped = sink.piece({piece.data(), piece.size()}) != Status::ok;
    return !stopped;
  });
  sink.begin(step.method, step.url.origin() + step.url.target, answer.status, answer.reason);
  for (const auto& [name, value] : answer.headers) {
    sink.header(name, value);
    if (!http::same_name(name, "Set-Cookie")) continue;
    const auto cookie = read_set_cookie(value);
    if (!cookie) continue;
    pass_cookie(*cookie, sink);
    jar_.store(*cookie, origin, now());
  }
  if (!streamed && !answer.body.empty()) sink.piece({answer.body.data(), answer.body.size()});
  sink.end(answer.is_whole && !stopped);
  return answer;
}

void TestClientAdapter::follow(Step& step, int status, const std::string& location) {
  const std::string current = step.url.origin() + step.url.path();
  Url next = Url::of(routing::url_join(current, location));
  const std::string from = step.url.host(), to = next.host();
  if (to != from && !to.ends_with("." + from)) {
    throw base::Error(
        "The " + std::to_string(status) + " of " + current + " leads to " + location +
        ", which is outside of the app. Test the Location field without following it.");
  }
  step.url = std::move(next);
  if (status == 307 || status == 308) return;
  if (step.method != "HEAD") step.method = "GET";
  step.body = {};
  std::erase_if(step.headers, [](const auto& header) {
    return http::same_name(header.first, "Content-Type") ||
           http::same_name(header.first, "Content-Length") ||
           http::same_name(header.first, "Transfer-Encoding");
  });
}

Status TestClientAdapter::send(const carboy::abi::TestRequest* request,
                               carboy::abi::TestAnswer* answer, TextSink error) noexcept {
  base::adopt_this_thread("");
  try {
    const carboy::abi::TestRequest given = abi::completed(*request);
    Step step = first_step(given);
    std::set<std::pair<std::string, int>> redirects;
    for (;;) {
      const host::LocalAnswer got = answer_to(step, *answer);
      const std::string* location = find_header(got.headers, "Location");
      if (!given.follow_redirects || location == nullptr || !is_redirect(got.status)) break;
      if (!redirects.emplace(*location, got.status).second) {
        throw base::Error("The redirects form a loop: a " + std::to_string(got.status) + " to " +
                          *location + " occurred before.");
      }
      if (redirects.size() > kMostRedirects) {
        throw base::Error("There are more than " + std::to_string(kMostRedirects) +
                          " redirects, the last one to " + *location + ".");
      }
      follow(step, got.status, *location);
    }
    return Status::ok;
  } catch (const std::exception& failure) {
    error.put(std::string_view(failure.what()));
    return Status::failed;
  }
}

Status TestClientAdapter::cookie(Text name, Text path, TextSink value) noexcept {
  CookieOrigin origin = origin_of(base_);
  origin.path = std::string_view(path);
  const auto found = jar_.value(name, origin, now());
  if (!found) return Status::not_found;
  value.put(*found);
  return Status::ok;
}

Status TestClientAdapter::set_cookie(const carboy::abi::Cookie* cookie) noexcept {
  const carboy::abi::Cookie given = abi::completed(*cookie);
  http::SetCookie set;
  set.name = given.name;
  set.value = given.value;
  set.path = given.path.data == nullptr ? std::string_view("/") : std::string_view(given.path);
  set.secure = given.secure;
  if (given.has_max_age) set.max_age = given.max_age;
  const http::CookieText text = http::dump_cookie(set);
  const auto read = read_set_cookie(text.text);
  if (!read) return Status::refused;
  CookieOrigin origin = origin_of(base_);
  ReadCookie kept = *read;
  if (given.domain.data != nullptr && given.domain.size != 0) {
    origin.host = http::lowered(std::string_view(given.domain));
    kept.domain = origin.host;
  }
  origin.secure = origin.secure || kept.secure;
  jar_.store(kept, origin, now());
  return Status::ok;
}

void TestClientAdapter::delete_cookie(Text name) noexcept { jar_.remove(name); }

}  // namespace carboy::core::test_host
