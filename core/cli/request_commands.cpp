#include "core/cli/request_commands.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/own_threads.h"
#include "core/base/words.h"
#include "core/cli/table.h"
#include "core/host/app_folder.h"
#include "core/host/local_request.h"
#include "core/host/running_app.h"
#include "core/http/message.h"

namespace carboy::core::cli {
namespace {

struct RouteRow {
  std::string rule, methods, endpoint, extension, wrappers;
  std::string unavailable;  // why it answers 503, if it does
};

std::vector<std::string> all_methods(const app::RouteEntry& entry) {
  std::vector<std::string> methods = entry.methods;
  const auto has = [&](std::string_view method) {
    return std::find(methods.begin(), methods.end(), method) != methods.end();
  };
  if (has("GET") && !has("HEAD")) methods.emplace_back("HEAD");
  if (entry.automatic_options && !has("OPTIONS")) methods.emplace_back("OPTIONS");
  return methods;
}

std::vector<RouteRow> rows_of(const app::Generation& generation) {
  std::vector<RouteRow> rows;
  for (std::size_t i = 0; i < generation.route_count(); ++i) {
    const app::CompiledRoute& route = generation.route(i);
    const app::RouteEntry& entry = *route.entry;
    RouteRow row{entry.rule,          base::joined(all_methods(entry), ","), entry.endpoint,
                 route.owner->name(), base::joined(route.wrapped_in, ","),   route.unavailable};
    rows.push_back(row);
    for (const app::RuleEntry& other : entry.others) {
      row.rule = other.rule;
      rows.push_back(row);
    }
  }
  return rows;
}

void print_routes(const std::vector<RouteRow>& rows) {
  std::vector<std::vector<std::string>> cells;
  for (const RouteRow& row : rows) {
    cells.push_back({row.rule, row.methods, row.endpoint, row.extension,
                     row.unavailable.empty() ? row.wrappers : row.wrappers + " (503)"});
  }
  std::cout << table_text(cells);
}

std::vector<std::pair<std::string, std::string>> headers_of(const OneRequest& request) {
  std::vector<std::pair<std::string, std::string>> headers;
  for (const std::string& header : request.headers) {
    const std::size_t colon = header.find(':');
    std::string name = header.substr(0, colon);
    if (colon == std::string::npos || !http::is_token(name)) {
      throw base::Error("\"" + header + "\" is not a header: write Name: value.");
    }
    std::string_view value = std::string_view(header).substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    headers.emplace_back(std::move(name), value);
  }
  return headers;
}

void print_answer(const host::LocalAnswer& answer, bool json) {
  if (json) {
    nlohmann::json headers = nlohmann::json::array();
    for (const auto& [name, value] : answer.headers) headers.push_back({name, value});
    const nlohmann::json object{
        {"status", answer.status}, {"headers", headers}, {"body", answer.body}};
    std::cout << object.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    return;
  }
  std::cout << "HTTP/1.1 " << answer.status << ' ' << answer.reason << '\n';
  for (const auto& [name, value] : answer.headers) std::cout << name << ": " << value << '\n';
  std::cout << '\n' << answer.body;
  if (!answer.body.empty() && answer.body.back() != '\n') std::cout << '\n';
}

}  // namespace

int list_routes(RouteOrder order, bool json) {
  base::adopt_this_thread("");
  const auto folder = std::filesystem::current_path();
  host::RunningApp running(
      host::load_config(folder / "app.toml", host::profile_for(""), host::kNothingStarted), folder,
      false);
  running.host().start(extensions::Host::For::commands);
  std::vector<RouteRow> rows;
  {
    const auto generation = running.kernel().generation();
    rows = rows_of(*generation);
  }
  std::stable_sort(rows.begin(), rows.end(), [order](const RouteRow& a, const RouteRow& b) {
    if (order == RouteOrder::endpoint) return a.endpoint < b.endpoint;
    return order == RouteOrder::rule ? a.rule < b.rule : a.extension < b.extension;
  });
  if (!json) {
    print_routes(rows);
  } else {
    nlohmann::json list = nlohmann::json::array();
    for (const RouteRow& row : rows) {
      nlohmann::json one{{"rule", row.rule},
                         {"methods", row.methods},
                         {"endpoint", row.endpoint},
                         {"extension", row.extension},
                         {"wrappers", row.wrappers}};
      if (!row.unavailable.empty()) one["unavailable"] = row.unavailable;
      list.push_back(std::move(one));
    }
    std::cout << list.dump(2) << '\n';
  }
  running.host().stop();
  return 0;
}

int send_request(const OneRequest& request) {
  base::adopt_this_thread("");
  const host::LocalRequest sent{request.method, request.target, headers_of(request), request.body};
  const auto folder = std::filesystem::current_path();
  host::RunningApp running(
      host::load_config(folder / "app.toml", host::profile_for(""), host::kNothingStarted), folder,
      true);
  running.host().start(extensions::Host::For::commands);
  const host::LocalAnswer answer = host::answer_locally(running.kernel(), sent);
  running.host().stop();
  print_answer(answer, request.json);
  if (!answer.is_whole) {
    throw base::Error("The body's stream failed after " + std::to_string(answer.body.size()) +
                      " bytes.");
  }
  return answer.status < 400 ? 0 : 1;
}

}  // namespace carboy::core::cli
