// Cases of rules: `map` options, `rules`, `adapter`, and `checks` of the kinds match, build and
// allowed_methods, as recorded from Werkzeug's Map and MapAdapter.
#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>

#include "core/http/percent.h"
#include "core/routing/map.h"
#include "suite.h"

namespace carboy::conformance {
namespace {

using core::routing::Binding;
using core::routing::BuildError;
using core::routing::BuildOptions;
using core::routing::Map;
using core::routing::MapOptions;
using core::routing::Match;
using core::routing::NamedValue;
using core::routing::Outcome;
using core::routing::Parameter;
using core::routing::ParameterKind;
using core::routing::RuleOptions;
using core::routing::Table;
using core::routing::Value;

// A case needs something that Carboy does not have.
struct Unknown {
  std::string what;
};

void allow_keys(const Json& object, std::initializer_list<std::string_view> known,
                std::string_view where) {
  for (const auto& [key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      throw Unknown{"unknown key \"" + key + "\" in " + std::string(where)};
    }
  }
}

Value value_of(const Json& json) {
  if (json.is_null()) return {};
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_unsigned()) return json.get<std::uint64_t>();
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number_float()) return json.get<double>();
  if (json.is_string()) return json.get<std::string>();
  if (json.is_object() && json.contains("$uuid")) return json["$uuid"].get<std::string>();
  if (!json.is_array()) throw Unknown{"a value " + json.dump()};
  std::vector<Value> list;
  for (const Json& item : json) list.push_back(value_of(item));
  return list;
}

// Reads a MultiDict: a name has either one value or a list of values.
std::vector<NamedValue> multi_values(const Json& pairs) {
  std::vector<std::pair<std::string, std::vector<Value>>> grouped;
  for (const Json& pair : pairs) {
    const auto name = pair.at(0).get<std::string>();
    auto found = std::find_if(grouped.begin(), grouped.end(),
                              [&](const auto& group) { return group.first == name; });
    if (found == grouped.end()) found = grouped.insert(found, {name, {}});
    found->second.push_back(value_of(pair.at(1)));
  }
  std::vector<NamedValue> values;
  for (auto& [name, list] : grouped) {
    values.push_back({name, list.size() == 1 ? list.front() : Value(list)});
  }
  return values;
}

std::vector<NamedValue> values_of(const Json& json) {
  if (json.is_null()) return {};
  if (json.contains("$multi")) return multi_values(json["$multi"]);
  std::vector<NamedValue> values;
  for (const auto& [name, value] : json.items()) values.push_back({name, value_of(value)});
  return values;
}

std::string query_of(const Json& json) {
  if (json.is_null()) return "";
  if (json.is_string()) return json.get<std::string>();
  std::string query;
  for (const auto& [name, value] : json.items()) {
    query += query.empty() ? "" : "&";
    core::http::append_quoted_query(query, name);
    core::http::append_quoted_query(query += '=', value_of(value).str());
  }
  return query;
}

MapOptions map_options(const Json& json) {
  allow_keys(json,
             {"host_matching", "strict_slashes", "merge_slashes", "redirect_defaults",
              "default_subdomain", "sort_parameters"},
             "map");
  MapOptions options;
  options.default_subdomain = json.value("default_subdomain", "");
  options.strict_slashes = json.value("strict_slashes", true);
  options.merge_slashes = json.value("merge_slashes", true);
  options.redirect_defaults = json.value("redirect_defaults", true);
  options.host_matching = json.value("host_matching", false);
  options.sort_parameters = json.value("sort_parameters", false);
  return options;
}

template <class T>
std::optional<T> optional_at(const Json& json, const char* key) {
  if (!json.contains(key) || json[key].is_null()) return std::nullopt;
  return json[key].get<T>();
}

RuleOptions rule_options(const Json& json) {
  allow_keys(json,
             {"rule", "endpoint", "methods", "defaults", "subdomain", "host", "strict_slashes",
              "merge_slashes", "redirect_to", "build_only", "alias", "websocket"},
             "a rule");
  RuleOptions options;
  options.rule = json.at("rule").get<std::string>();
  options.endpoint = json.at("endpoint").get<std::string>();
  options.methods = optional_at<std::vector<std::string>>(json, "methods");
  options.defaults = values_of(json.value("defaults", Json()));
  options.subdomain = optional_at<std::string>(json, "subdomain");
  options.host = optional_at<std::string>(json, "host").value_or("");
  options.strict_slashes = optional_at<bool>(json, "strict_slashes");
  options.merge_slashes = optional_at<bool>(json, "merge_slashes");
  options.redirect_to = optional_at<std::string>(json, "redirect_to");
  options.build_only = json.value("build_only", false);
  options.alias = json.value("alias", false);
  options.websocket = json.value("websocket", false);
  return options;
}

// The routes that a case's checks run against.
class Adapter {
 public:
  explicit Adapter(const Json& json)
      : server_name_(json.value("server_name", "example.org")),
        script_name_(json.value("script_name", "/")),
        subdomain_(optional_at<std::string>(json, "subdomain")),
        url_scheme_(json.value("url_scheme", "http")),
        path_(optional_at<std::string>(json, "path_info").value_or("/")),
        query_(query_of(json.value("query_args", Json()))) {
    allow_keys(json,
               {"server_name", "script_name", "subdomain", "url_scheme", "path_info", "query_args"},
               "adapter");
  }

  Binding binding() const {
    Binding binding;
    binding.server_name = server_name_;
    binding.script_name = script_name_;
    if (subdomain_) binding.subdomain = *subdomain_;
    binding.url_scheme = url_scheme_;
    binding.query = query_;
    return binding;
  }
  std::string path(const Json& check) const {
    return optional_at<std::string>(check, "path").value_or(path_);
  }

 private:
  std::string server_name_, script_name_;
  std::optional<std::string> subdomain_;
  std::string url_scheme_, path_, query_;
};

Json json_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null:
      return nullptr;
    case Value::Kind::boolean:
      return value.boolean();
    case Value::Kind::integer:
      return Json::parse(value.digits());
    case Value::Kind::real:
      return value.real();
    case Value::Kind::text:
      return value.text();
    case Value::Kind::list:
      break;
  }
  Json list = Json::array();
  for (const Value& item : value.list()) list.push_back(json_of(item));
  return list;
}

Json json_of(const Parameter& parameter) {
  const bool is_uuid = parameter.kind == ParameterKind::uuid && parameter.fixed == nullptr;
  if (is_uuid) return {{"$uuid", parameter.value().text()}};
  return json_of(parameter.value());
}

Json found_json(const Match& match) {
  switch (match.outcome()) {
    case Outcome::matched: {
      Json arguments = Json::object();
      for (const Parameter& parameter : match.parameters()) {
        arguments[std::string(parameter.name)] = json_of(parameter);
      }
      return {{"endpoint", match.rule()->endpoint()}, {"args", arguments}};
    }
    case Outcome::redirect:
      return {{"redirect", match.location()}, {"code", match.status()}};
    case Outcome::method_not_allowed:
      return {{"error", 405}, {"allow", match.allowed_methods()}};
    case Outcome::websocket_mismatch:
      return {{"error", 400}, {"websocket_mismatch", true}};
    case Outcome::not_found:
      break;
  }
  return {{"error", 404}};
}

Json check_match(const Table& table, const Adapter& adapter, const Json& check) {
  allow_keys(check, {"op", "path", "method", "query_args", "websocket", "result"}, "a match");
  Binding binding = adapter.binding();
  std::string query(binding.query);
  if (check.contains("query_args")) query = query_of(check["query_args"]);
  binding.query = query;
  const std::string path = adapter.path(check);
  Match match;
  table.match(binding, path, check.value("method", "GET"), match,
              optional_at<bool>(check, "websocket"));
  return found_json(match);
}

Json check_build(const Table& table, const Adapter& adapter, const Json& check) {
  allow_keys(check,
             {"op", "endpoint", "values", "method", "force_external", "append_unknown",
              "url_scheme", "result"},
             "a build");
  const auto method = optional_at<std::string>(check, "method");
  const auto scheme = optional_at<std::string>(check, "url_scheme");
  BuildOptions options;
  if (method) options.method = *method;
  if (scheme) options.url_scheme = *scheme;
  options.force_external = check.value("force_external", false);
  options.append_unknown = check.value("append_unknown", true);
  try {
    const auto endpoint = check.at("endpoint").get<std::string>();
    const auto values = values_of(check.value("values", Json()));
    return {{"url", table.build(adapter.binding(), endpoint, values, options)}};
  } catch (const BuildError& error) {
    return {{"error", error.cause() == BuildError::Cause::value ? "ValueError" : "BuildError"}};
  }
}

Json check_allowed_methods(const Table& table, const Adapter& adapter, const Json& check) {
  Match match;
  return table.allowed_methods(adapter.binding(), adapter.path(check), match);
}

Json got_for(const Table& table, const Adapter& adapter, const Json& check) {
  const auto op = check.at("op").get<std::string>();
  if (op == "match") return check_match(table, adapter, check);
  if (op == "build") return check_build(table, adapter, check);
  if (op == "allowed_methods") return check_allowed_methods(table, adapter, check);
  throw Unknown{"unknown op \"" + op + "\""};
}

// The order of keys does not matter; 1 and 1.0 differ.
std::string comparable(const Json& json) { return nlohmann::json(json).dump(); }

std::string name_of(const Json& check) {
  Json name = check;
  name.erase("result");
  constexpr std::size_t kShown = 200;
  std::string text = name.dump();
  if (text.size() > kShown) text.replace(kShown, text.size(), "...");
  return text;
}

void run_case(const Json& item, Report& report) {
  Map map(map_options(item.value("map", Json::object())));
  for (const Json& rule : item.at("rules")) map.add(rule_options(rule));
  const auto table = map.compile();
  const Adapter adapter(item.value("adapter", Json::object()));
  for (const Json& check : item.at("checks")) {
    const std::string got = comparable(got_for(*table, adapter, check));
    const std::string expected = comparable(check.at("result"));
    if (got != expected) report.fail(name_of(check), expected, got);
  }
}

}  // namespace

void run_routing(const Json& file, Report& report) {
  for (const Json& item : file.at("cases")) {
    report.begin_case(item.at("id").get<std::string>());
    try {
      run_case(item, report);
    } catch (const Unknown& unknown) {
      report.skip(unknown.what);
    } catch (const core::base::Error& error) {
      report.fail("rules", "a table", error.what());
    }
    report.end_case();
  }
}

}  // namespace carboy::conformance
