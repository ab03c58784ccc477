#include <cmath>
#include <vector>

#include "core/base/password.h"
#include "core/http/accept.h"
#include "core/http/authorization.h"
#include "core/http/conditional.h"
#include "core/http/cookies.h"
#include "core/http/date.h"
#include "core/http/file_name.h"
#include "core/http/forwarded.h"
#include "core/http/host_name.h"
#include "core/http/location.h"
#include "core/http/option_header.h"
#include "core/http/query.h"
#include "core/http/range.h"
#include "core/http/safe_path.h"
#include "http_case.h"

namespace carboy::conformance {
namespace {

namespace http = core::http;

constexpr std::int64_t kClock = 1700000000;

Json optional_json(const std::optional<std::string>& text) { return text ? Json(*text) : Json(); }

Json cookie_parse_case(const Json& item) {
  know_keys(item, {"header"});
  http::PairList cookies;
  http::parse_cookies(latin1_bytes(text_at(item, "header").value_or("")), cookies);
  return grouped_pairs(pairs_json(cookies));
}

Json set_cookie_case(const Json& item) {
  const Json& args = item.at("args");
  know_keys(args, {"key", "value", "max_age", "expires", "path", "domain", "secure", "httponly",
                   "samesite", "partitioned", "sync_expires", "max_size"});
  const std::string name = text_at(args, "key").value_or("");
  const std::string value = text_at(args, "value").value_or("");
  const std::string domain = text_at(args, "domain").value_or("");
  const std::string same_site = text_at(args, "samesite").value_or("");
  const std::optional<std::string> path = text_at(args, "path");
  http::SetCookie cookie;
  cookie.name = name;
  cookie.value = value;
  cookie.max_age = number_at(args, "max_age");
  cookie.expires = number_at(args, "expires");
  cookie.sync_expires = args.value("sync_expires", false);
  if (path) {
    cookie.path = *path;
  } else if (args.contains("path")) {
    cookie.path.reset();
  }
  cookie.domain = domain;
  cookie.secure = args.value("secure", false);
  cookie.http_only = args.value("httponly", false);
  cookie.same_site = same_site;
  cookie.partitioned = args.value("partitioned", false);
  const http::CookieText text = http::dump_cookie(cookie, kClock);
  if (text.error != http::CookieError::none) return {{"error", "ValueError"}};
  return text.text;
}

Json query_case(const Json& item) {
  know_keys(item, {"query"});
  http::PairList pairs;
  if (http::parse_query(item.at("query").get<std::string>(), pairs) != http::QueryError::none) {
    return {{"error", "too many"}};
  }
  return grouped_pairs(pairs_json(pairs));
}

Json options_header_case(const Json& item) {
  know_keys(item, {"header"});
  const std::string header = text_at(item, "header").value_or("");
  const http::OptionHeader parsed = http::parse_options_header(header);
  return {std::string(parsed.value), object_json(parsed.options)};
}

// Writes {"result": ..., "best": ...}.
Json accept_case(const Json& item) {
  know_keys(item, {"kind", "header", "offers", "best"});
  const auto kind = item.at("kind").get<std::string>();
  const http::AcceptKind kinds = kind == "MIMEAccept"       ? http::AcceptKind::media
                                 : kind == "LanguageAccept" ? http::AcceptKind::language
                                 : kind == "CharsetAccept"  ? http::AcceptKind::charset
                                                            : http::AcceptKind::encoding;
  const auto accept = http::Accept::parse(kinds, text_at(item, "header").value_or(""));
  Json items = Json::array();
  for (const http::AcceptItem& one : accept.items()) items.push_back({one.value, one.quality});
  const auto offers = item.value("offers", std::vector<std::string>());
  const std::vector<std::string_view> views(offers.begin(), offers.end());
  const std::optional<std::size_t> best = accept.best_match(views);
  return {{"result", items}, {"best", best ? Json(offers[*best]) : Json()}};
}

Json range_case(const Json& item) {
  know_keys(item, {"header", "length"});
  const auto range = http::parse_range(text_at(item, "header").value_or(""));
  if (!range) return nullptr;
  Json ranges = Json::array();
  for (const http::ByteRange& one : range->ranges) {
    ranges.push_back({one.start, one.stop ? Json(*one.stop) : Json()});
  }
  Json slice, content_range;
  if (const auto length = number_at(item, "length")) {
    if (const auto found = range->for_length(*length)) slice = {found->start, found->stop};
    content_range = optional_json(range->content_range(*length));
  }
  return {{"units", range->units},
          {"ranges", ranges},
          {"for_length", slice},
          {"content_range", content_range}};
}

Json conditional_case(const Json& item) {
  know_keys(item, {"headers", "etag", "last_modified", "ignore_if_range"});
  const Json& headers = item.at("headers");
  know_keys(headers, {"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE",
                      "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE", "HTTP_RANGE", "REQUEST_METHOD"});
  const auto header = [&](const char* name) { return text_at(headers, name).value_or(""); };
  const std::string if_match = header("HTTP_IF_MATCH"), none_match = header("HTTP_IF_NONE_MATCH");
  const std::string since = header("HTTP_IF_MODIFIED_SINCE"), range = header("HTTP_RANGE");
  const std::string unmodified = header("HTTP_IF_UNMODIFIED_SINCE");
  const std::string if_range = header("HTTP_IF_RANGE");
  const std::string etag = text_at(item, "etag").value_or("");
  http::Validators validators{etag, std::nullopt};
  if (const auto modified = text_at(item, "last_modified")) {
    validators.last_modified = seconds_of_iso(*modified);
  }
  return http::is_resource_modified({if_match, none_match, since, unmodified, if_range, range},
                                    validators, !item.value("ignore_if_range", true));
}

// Compares dates as points in time: {"result": seconds}.
Json date_case(const Json& item) {
  know_keys(item, {"parse", "dump"});
  if (item.contains("dump")) {
    return http::http_date(static_cast<std::int64_t>(std::floor(item["dump"].get<double>())));
  }
  const auto seconds = http::parse_date(text_at(item, "parse").value_or(""));
  return seconds ? Json(*seconds) : Json();
}

Json authorization_case(const Json& item) {
  know_keys(item, {"header"});
  const auto found = http::parse_authorization(text_at(item, "header").value_or(""));
  if (!found) return nullptr;
  return {{"type", found->type},
          {"token", optional_json(found->token)},
          {"params", object_json(found->parameters)}};
}

Json secure_filename_case(const Json& item) {
  know_keys(item, {"in"});
  return http::secure_filename(item.at("in").get<std::string>());
}

// Writes {"location": ..., "body": ..., "code": ...}, or an error.
Json redirect_case(const Json& item) {
  know_keys(item, {"in", "code", "location", "body", "error"});
  const auto in = item.at("in").get<std::string>();
  const std::optional<std::string> location = http::redirect_location(in);
  if (!location) return {{"error", "ValueError"}};
  return {{"location", *location}, {"body", http::redirect_page(in)}};
}

Json safe_join_case(const Json& item) {
  know_keys(item, {"dir", "paths"});
  const auto paths = item.at("paths").get<std::vector<std::string>>();
  const std::vector<std::string_view> views(paths.begin(), paths.end());
  return optional_json(http::safe_join(item.at("dir").get<std::string>(), views));
}

Json password_case(const Json& item) {
  know_keys(item, {"hash", "password"});
  return core::base::check_password_hash(item.at("hash").get<std::string>(),
                                         item.at("password").get<std::string>());
}

Json proxy_case(const Json& item) {
  know_keys(item, {"options", "headers"});
  const Json& options = item.at("options");
  know_keys(options, {"x_for", "x_proto", "x_host", "x_port", "x_prefix"});
  http::ForwardedCounts counts;
  counts.x_for = options.value("x_for", counts.x_for);
  counts.x_proto = options.value("x_proto", counts.x_proto);
  counts.x_host = options.value("x_host", counts.x_host);
  counts.x_port = options.value("x_port", counts.x_port);
  counts.x_prefix = options.value("x_prefix", counts.x_prefix);
  std::vector<std::pair<std::string, std::string>> headers;
  for (const auto& [name, value] : item.at("headers").items()) {
    headers.emplace_back(name, value.get<std::string>());
  }
  std::vector<http::Field> fields;
  for (const auto& [name, value] : headers) fields.push_back({name, value});
  http::Origin origin{"192.168.0.1", "http", "localhost", "80", ""};
  if (const auto host = http::find(fields, "Host")) origin.host = *host;
  http::apply_forwarded(fields, counts, origin);
  std::string_view root = origin.prefix;
  while (root.ends_with('/')) root.remove_suffix(1);
  const http::HostName host = http::host_of(origin.scheme, origin.host, std::nullopt, {});
  return {{"remote_addr", origin.client},
          {"url_root", http::current_url(origin.scheme, host.text, root)},
          {"scheme", origin.scheme},
          {"host", host.text},
          {"script_root", std::string(root)}};
}

Json trusted_host_case(const Json& item) {
  know_keys(item, {"scheme", "host_header", "server", "trusted"});
  const std::optional<std::string> header = text_at(item, "host_header");
  std::optional<http::ServerAddress> server;
  std::string server_host;
  if (item.contains("server") && !item["server"].is_null()) {
    server_host = item["server"].at(0).get<std::string>();
    server = http::ServerAddress{server_host, std::nullopt};
    if (!item["server"].at(1).is_null()) server->port = item["server"].at(1).get<std::uint16_t>();
  }
  std::vector<std::string> trusted;
  if (item.contains("trusted") && !item["trusted"].is_null()) {
    trusted = item["trusted"].get<std::vector<std::string>>();
  }
  const auto scheme = item.at("scheme").get<std::string>();
  const http::HostName host = http::host_of(
      scheme, header ? std::optional<std::string_view>(*header) : std::nullopt, server, trusted);
  return host.is_trusted ? Json(host.text) : error_json("SecurityError", 400);
}

Json iri_case(const Json& item) {
  know_keys(item, {"in", "to_uri", "to_iri"});
  const auto in = item.at("in").get<std::string>();
  return {{"to_uri", optional_json(http::iri_to_uri(in))},
          {"to_iri", optional_json(http::uri_to_iri(in))}};
}

struct Section {
  std::string_view name;
  Json (*answer)(const Json& item);
};
constexpr Section kSections[] = {{"cookie_parse", cookie_parse_case},
                                 {"set_cookie", set_cookie_case},
                                 {"query_string", query_case},
                                 {"urlencoded_form", form_case},
                                 {"multipart", form_case},
                                 {"options_header", options_header_case},
                                 {"accept", accept_case},
                                 {"range", range_case},
                                 {"conditional", conditional_case},
                                 {"http_date", date_case},
                                 {"authorization", authorization_case},
                                 {"secure_filename", secure_filename_case},
                                 {"redirect_location", redirect_case},
                                 {"safe_join", safe_join_case},
                                 {"password_hash", password_case},
                                 {"proxy_fix", proxy_case},
                                 {"trusted_host", trusted_host_case},
                                 {"iri", iri_case}};
constexpr std::string_view kOfTheSessionRoom[] = {"itsdangerous", "flask_session_cookie",
                                                  "flask_login"};

// Returns what a case expects, in the form of its section's answer. Errors compare by type and
// code.
Json expected_of(std::string_view section, const Json& item) {
  if (section == "accept") return {{"result", item.at("result")}, {"best", item.at("best")}};
  if (section == "iri") return {{"to_uri", item.at("to_uri")}, {"to_iri", item.at("to_iri")}};
  const Json& result = item.contains("result") ? item["result"] : item;
  if (result.is_object() && result.contains("error")) {
    Json error = {{"error", result["error"]}};
    if (result.contains("code") && section != "redirect_location") error["code"] = result["code"];
    return error;
  }
  if (section == "redirect_location") {
    return {{"location", item.at("location")}, {"body", item.at("body")}};
  }
  // Both sides in the same form, whichever one the case uses.
  if ((section == "cookie_parse" || section == "query_string") && result.is_array()) {
    return grouped_pairs(result);
  }
  if (section == "http_date" && item.contains("parse") && !result.is_null()) {
    return seconds_of_iso(result.get<std::string>());
  }
  return result;
}

void run_case(const Section& section, const Json& item, Report& report) {
  // The order of an object's keys does not matter, and 1 equals 1.0.
  const nlohmann::json got = section.answer(item), expected = expected_of(section.name, item);
  if (got == expected) return;
  constexpr std::size_t kShown = 600;
  const auto dump = [](const nlohmann::json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).substr(0, kShown);
  };
  nlohmann::json input = item;
  if (input.is_object()) input.erase("result");
  report.fail(dump(input), dump(expected), dump(got));
}

}  // namespace

void run_http(const Json& file, Report& report) {
  for (const auto& entry : file.at("sections").items()) {
    const std::string& name = entry.key();
    const Json& content = entry.value();
    const auto* section = std::find_if(std::begin(kSections), std::end(kSections),
                                       [&](const Section& one) { return one.name == name; });
    const bool comes_later = std::find(std::begin(kOfTheSessionRoom), std::end(kOfTheSessionRoom),
                                       name) != std::end(kOfTheSessionRoom);
    std::size_t number = 0;
    for (const Json& item : content.at("cases")) {
      report.begin_case(name + "/" + item.value("name", std::to_string(number)));
      ++number;
      try {
        if (section != std::end(kSections)) {
          run_case(*section, item, report);
        } else {
          report.skip(comes_later ? "signing comes with the session component" : "unknown section");
        }
      } catch (const UnknownKey& unknown) {
        report.skip(unknown.what);
      }
      report.end_case();
    }
  }
}

}  // namespace carboy::conformance
