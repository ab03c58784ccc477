#include "core/host/log_lines.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <string_view>

#include "core/app/request_id.h"

namespace carboy::core::host {
namespace {

// Returns method and path.
std::string request_of(const app::Exchange& exchange) {
  const std::string_view target = exchange.head.target;
  std::string line(exchange.head.method);
  return line.append(" ").append(target.substr(0, target.find('?')));
}

void append_id(std::string& line, app::Exchange& exchange) {
  line.append(" req=").append(app::request_id(exchange));
}

// Appends " 3.1 ms", the time since the first byte of the request; appends nothing for a local
// request.
void append_time(std::string& line, const app::Exchange& exchange) {
  if (exchange.begun == std::chrono::steady_clock::time_point{}) return;
  const std::chrono::duration<double, std::milli> time =
      std::chrono::steady_clock::now() - exchange.begun;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), " %.1f ms", time.count());
  line.append(text.data());
}

void append_owner(std::string& line, const app::Owner* owner) {
  if (owner == nullptr) return;
  line.append(" (").append(owner->name()).append(" ").append(owner->version()).append(")");
}

void append_quoted(std::string& line, std::string_view text) {
  line += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') line += '\\';
    line += c;
  }
  line += '"';
}

}  // namespace

std::string fault_line(const app::FaultReport& report) {
  std::string line = request_of(report.exchange);
  line.append(" ").append(std::to_string(report.status));
  append_time(line, report.exchange);
  append_id(line, report.exchange);
  line += ' ';
  append_quoted(line, report.failure.message);
  append_owner(line, report.owner);
  return line;
}

std::string slow_line(const app::SlowView& slow) {
  std::string line = request_of(slow.exchange);
  line.append(" slow ").append(std::to_string(slow.took.count())).append(" ms, ");
  line.append(std::to_string(slow.queued.count())).append(" ms in the queue,");
  line.append(" endpoint=").append(slow.endpoint.empty() ? "-" : slow.endpoint);
  append_id(line, slow.exchange);
  append_owner(line, slow.owner);
  return line;
}

}  // namespace carboy::core::host
