#include "core/cli/request_commands.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/app/request_state.h"
#include "core/base/error.h"
#include "core/base/own_threads.h"
#include "core/cli/app_folder.h"
#include "core/cli/running_app.h"
#include "core/http/message.h"

namespace carboy::core::cli {
namespace {

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : between).append(word);
  return text;
}

struct RouteRow {
  std::string rule, methods, endpoint, extension, wrappers;
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
    std::vector<std::string> wrappers;
    for (const app::WrapperUse& use : entry.wrappers) wrappers.push_back(use.service->name());
    RouteRow row{entry.rule, joined(all_methods(entry), ","), entry.endpoint, route.owner->name(),
                 joined(wrappers, ",")};
    rows.push_back(row);
    for (const app::RuleEntry& other : entry.others) {
      row.rule = other.rule;
      rows.push_back(row);
    }
  }
  return rows;
}

void print_routes(const std::vector<RouteRow>& rows) {
  static constexpr std::string RouteRow::*kColumns[] = {&RouteRow::rule, &RouteRow::methods,
                                                        &RouteRow::endpoint, &RouteRow::extension,
                                                        &RouteRow::wrappers};
  for (const RouteRow& row : rows) {
    std::string line;
    for (const auto column : kColumns) {
      std::size_t widest = 0;
      for (const RouteRow& other : rows) widest = std::max(widest, (other.*column).size());
      line += row.*column;
      if (widest > 0) line.append(widest - (row.*column).size() + 3, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    std::cout << line << '\n';
  }
}

// Gathers a body that is made while it is sent.
class Gathered final : public http::BodySink {
 public:
  bool write(std::string_view bytes) override {
    all.append(bytes);
    return true;
  }
  void pause(std::chrono::nanoseconds delay) override { wait = delay; }
  std::string all;
  std::chrono::nanoseconds wait{0};
};

std::string body_of(http::Response& response) {
  http::BodyStream* stream = response.body.stream();
  if (stream == nullptr) return std::string(response.body.bytes());
  Gathered gathered;
  for (;;) {
    const auto state = stream->next(gathered);
    if (state == http::BodyStream::State::done) return gathered.all;
    if (state == http::BodyStream::State::failed) {
      throw base::Error("The body's stream failed after " + std::to_string(gathered.all.size()) +
                        " bytes.");
    }
    std::this_thread::sleep_for(std::exchange(gathered.wait, std::chrono::nanoseconds(0)));
  }
}

std::vector<http::Field> fields_of(const OneRequest& request) {
  std::vector<http::Field> fields;
  for (const std::string& header : request.headers) {
    const std::size_t colon = header.find(':');
    const std::string_view name = std::string_view(header).substr(0, colon);
    if (colon == std::string::npos || !http::is_token(name)) {
      throw base::Error("\"" + header + "\" is no header: write Name: value.");
    }
    std::string_view value = std::string_view(header).substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    fields.push_back({name, value});
  }
  if (!http::find(fields, "host")) fields.push_back({"Host", "localhost"});
  return fields;
}

void print_answer(const http::Response& response, const std::string& body, bool json) {
  if (json) {
    nlohmann::json headers = nlohmann::json::array();
    for (std::size_t i = 0; i < response.fields.size(); ++i) {
      const http::Field field = response.fields.at(i);
      headers.push_back({field.name, field.value});
    }
    const nlohmann::json answer{{"status", response.status}, {"headers", headers}, {"body", body}};
    std::cout << answer.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    return;
  }
  std::cout << "HTTP/1.1 " << response.status << ' ' << http::reason_phrase(response.status)
            << '\n';
  for (std::size_t i = 0; i < response.fields.size(); ++i) {
    const http::Field field = response.fields.at(i);
    std::cout << field.name << ": " << field.value << '\n';
  }
  std::cout << '\n' << body;
  if (!body.empty() && body.back() != '\n') std::cout << '\n';
}

}  // namespace

int list_routes(RouteOrder order, bool json) {
  base::adopt_this_thread("");
  const auto folder = std::filesystem::current_path();
  RunningApp running(load_config(folder / "app.toml", profile_for("")), folder, false);
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
      list.push_back({{"rule", row.rule},
                      {"methods", row.methods},
                      {"endpoint", row.endpoint},
                      {"extension", row.extension},
                      {"wrappers", row.wrappers}});
    }
    std::cout << list.dump(2) << '\n';
  }
  running.host().stop();
  return 0;
}

int send_request(const OneRequest& request) {
  base::adopt_this_thread("");
  const std::vector<http::Field> fields = fields_of(request);
  const auto folder = std::filesystem::current_path();
  RunningApp running(load_config(folder / "app.toml", profile_for("")), folder, true);
  running.host().start(extensions::Host::For::commands);
  int status = 0;
  {
    app::Exchange exchange;
    exchange.peer.address = "127.0.0.1";
    exchange.head.method = request.method;
    exchange.head.target = request.target;
    exchange.head.fields = fields;
    exchange.body = request.body;
    running.kernel().prepare(exchange);
    running.kernel().handle(exchange);
    const std::string body = request.method == "HEAD" ? "" : body_of(exchange.response);
    print_answer(exchange.response, body, request.json);
    status = exchange.response.status;
    running.kernel().finish(exchange);
  }
  running.host().stop();
  return status < 400 ? 0 : 1;
}

}  // namespace carboy::core::cli
