// Cases of Flask's request life, recorded from Flask: sections `lifecycle` (the order of hooks,
// signals and handlers), `make_response` (what a view returns), `json`, and `config`.
#include <carboy/json_types.h>

#include <functional>
#include <map>

#include "core/base/error.h"
#include "core/config/environment.h"
#include "lifecycle_spec.h"
#include "suite.h"

namespace carboy::conformance {
namespace {

// The recorded bodies of redirects are truncated.
constexpr std::size_t kRecordedBody = 200;

std::string shown_body(const ApiAnswer& answer) {
  constexpr std::string_view kPage = "<!doctype html>\n<html lang=en>\n<title>";
  const bool is_page = answer.body.starts_with(kPage);
  if (is_page && answer.status >= 400) return "<default error page>";
  return answer.body.substr(0, kRecordedBody);
}

Json got_of(const Json& expected, const ApiAnswer& answer, const Trace& trace) {
  Json got = {{"trace", trace.lines}};
  if (!trace.escaped.empty()) {
    got["propagated"] = trace.escaped;
    return got;
  }
  got["status"] = answer.status;
  got["body"] = shown_body(answer);
  if (const auto after = answer.all("X-After"); !after.empty()) got["x_after"] = after;
  if (const auto location = answer.header("Location")) got["location"] = *location;
  if (const auto vary = answer.header("Vary")) got["vary"] = *vary;
  if (const auto allow = answer.header("Allow"); allow && expected.contains("allow")) {
    got["allow"] = *allow;
  }
  got["sets_session_cookie"] = answer.header("Set-Cookie").has_value();
  return got;
}

void check_request(ApiApp& app, Trace& trace, const Json& request, Report& report) {
  trace = {};
  std::vector<std::pair<std::string, std::string>> headers;
  const Json sent = request.value("headers", Json::object());
  for (const auto& [name, value] : sent.items()) {
    headers.emplace_back(name, value.get<std::string>());
  }
  const std::string method = request.value("method", "GET");
  const std::string path = request.at("path");
  const ApiAnswer answer = app.send(method, path, headers);
  const Json got = got_of(request, answer, trace);
  for (const auto& [key, expected] : request.items()) {
    if (key == "method" || key == "path" || key == "headers") continue;
    const Json found = got.value(key, Json());
    if (found == expected) continue;
    report.fail(method + " " + path + " " + key, expected.dump(), found.dump());
  }
  for (const char* key : {"propagated", "x_after", "location"}) {
    if (got.contains(key) && !request.contains(key)) {
      report.fail(method + " " + path + " " + key, "none", got[key].dump());
    }
  }
}

void run_life(const Json& item, Report& report) {
  const Json& spec = item.at("spec");
  Trace trace;
  ApiApp app(options_of(spec.value("config", Json::object()), trace),
             [&](App& api, carboy::abi::Registrar& registrar) {
               register_spec(spec, api, registrar, trace);
             });
  for (const Json& request : item.at("requests")) check_request(app, trace, request, report);
}

using View = std::function<Response()>;
Response of_headers(std::string body, int status, std::string_view name, std::string_view value) {
  Response made(std::move(body), status);
  made.set_header(name, value);
  return made;
}

// The C++ counterparts of what the recorded views return.
const std::map<std::string, View>& views() {
  using nlohmann::json;
  constexpr std::string_view kType = "Content-Type", kHtml = "text/html; charset=utf-8";
  static const std::map<std::string, View> kViews = {
      {"str", [] { return "hi"; }},
      {"unicode", [] { return "\u00e9"; }},
      {"bytes", [] { return "hi"; }},
      {"dict",
       [] {
         return carboy::json({{"a", 1}, {"b", {true, nullptr}}});
       }},
      {"list",
       [] {
         return carboy::json(json::array({1, "x"}));
       }},
      {"tuple-status", [] { return Response("x", 201); }},
      {"tuple-status-str",
       [] {
         Response response("x");
         response.set_status(418, "teapot");
         return response;
       }},
      {"tuple-ct-override", [=] { return of_headers("x", 200, kType, "text/plain"); }},
      {"response", [] { return Response("r", 203); }},
      {"response-tuple", [=] { return of_headers("r", 204, kType, kHtml); }},
      {"generator",
       [=] {
         return carboy::stream(
             [n = 0](Stream& out) mutable {
               out.write(n == 0 ? "a" : "b");
               return n++ == 0;
             },
             kHtml);
       }},
      {"jsonify",
       [] {
         return carboy::json({{"a", 1}, {"b", "\u00e9<"}});
       }},
  };
  return kViews;
}

void run_make_response(const Json& item, Report& report) {
  const std::string name = item.at("name");
  if (item.contains("error")) {
    return report.skip("such a view does not compile; tests/compile/bad/view_returns_*.cpp");
  }
  const std::string status = item.at("status");
  const auto view = views().find(name);
  if (view == views().end()) return report.skip("what its view returns is not known here");
  ApiApp app({}, [&](App& api, carboy::abi::Registrar&) { api.get("/", view->second); });
  const ApiAnswer answer = app.send("GET", "/");
  const auto check = [&](const char* what, const std::string& expected, const std::string& got) {
    if (expected != got) report.fail(what, expected, got);
  };
  check("status", status.substr(0, status.find(' ')), std::to_string(answer.status));
  // Python writes registered phrases in capitals, and some of them as older RFCs do.
  if (name == "tuple-status-str") {
    check("reason", status.substr(status.find(' ') + 1), answer.reason);
  }
  check("content_type", item.at("content_type"), answer.header("Content-Type").value_or(""));
  check("body", item.at("body"), answer.body);
}

void run_json(const Json& item, Report& report) {
  using namespace std::chrono;
  static const std::map<std::string, View> kViews = {
      {"date", [] { return carboy::json(year_month_day(year(2020), month(1), day(2))); }},
      {"datetime", [] { return carboy::json(sys_seconds(sys_days(year(2020) / 1 / 2))); }},
      {"decimal", [] { return carboy::json(Decimal{"1.10"}); }},
  };
  const auto view = kViews.find(item.at("name").get<std::string>());
  if (view == kViews.end()) return report.skip("its value is not known here");
  ApiApp app({}, [&](App& api, carboy::abi::Registrar&) { api.get("/", view->second); });
  const std::string expected = item.at("json").get<std::string>() + "\n";
  const std::string got = app.send("GET", "/").body;
  if (got != expected) report.fail("json", expected, got);
}

void run_config(const Json& item, Report& report) {
  std::vector<core::config::Variable> variables;
  for (const auto& [name, value] : item.at("env").items()) {
    variables.emplace_back(name, value.get<std::string>());
  }
  const std::string prefix = item.value("prefix", "FLASK");
  const auto got = core::config::from_prefixed_env(prefix, variables);
  const nlohmann::json expected = item.at("added");
  if (got != expected) report.fail("added", expected.dump(), got.dump());
}

void run_section(const Json& file, const char* name, void (*run)(const Json&, Report&),
                 Report& report) {
  for (const Json& item : file.value(name, Json::array())) {
    report.begin_case(std::string(name) + "/" + item.at("name").get<std::string>());
    try {
      run(item, report);
    } catch (const NotSupported& missing) {
      report.skip(missing.why);
    } catch (const core::base::Error& error) {
      report.fail("app", "one that starts", error.what());
    } catch (const Error& error) {
      report.fail("app", "one that starts", error.what());
    }
    report.end_case();
  }
}

}  // namespace

void run_lifecycle(const Json& file, Report& report) {
  run_section(file, "lifecycle", run_life, report);
  run_section(file, "make_response", run_make_response, report);
  run_section(file, "json", run_json, report);
  run_section(file, "config", run_config, report);
}

}  // namespace carboy::conformance
