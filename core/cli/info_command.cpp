#include "core/cli/info_command.h"

#include <array>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/words.h"
#include "core/cli/control_socket.h"
#include "core/extensions/package/inspect.h"
#include "core/host/app_folder.h"
#include "core/host/extension_facts.h"

namespace carboy::core::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::string joined(const Json& words) {
  return base::joined(words.get<std::vector<std::string>>());
}

std::string line(const std::string& label, const std::string& text) {
  if (text.empty()) return {};
  std::string padded = label;
  padded.resize(11, ' ');
  return padded + text + "\n";
}

std::string settings_lines(const Json& settings) {
  std::string text;
  for (const auto& [key, one] : settings.items()) {
    text += line(text.empty() ? "set" : "",
                 key + " = " + one["value"].dump() + "   " + one["source"].get<std::string>());
  }
  return text;
}

std::string reads_lines(const Json& services) {
  std::string text, label = "reads";
  for (const Json& one : services) {
    std::string providers;
    for (const Json& provider : one["providers"]) {
      providers += (providers.empty() ? "" : ", ") + provider.value("extension", "");
    }
    text += line(label, one.value("id", "") + " " + std::to_string(one.value("major", 0)) + "   " +
                            (providers.empty() ? "no providers" : providers));
    label.clear();
  }
  return text;
}

std::string three_digits(const Json& cost, const char* key) {
  std::ostringstream text;
  text << std::setprecision(3) << cost.value(key, 0.0) << " ms";
  return text.str();
}

std::string total_cost_line(const Json& cost) {
  return line("cost", base::counted(cost.value("requests", 0ULL), "request") + ", " +
                          base::counted(cost.value("errors", 0ULL), "error") + ", " +
                          three_digits(cost, "inside_ms") + " inside its code");
}

// What else its code did: "timers 3 runs, 0.1 ms".
std::string other_work_lines(const Json& cost) {
  static constexpr std::array<std::pair<const char*, const char*>, 4> kWords{
      {{"streams", "piece"}, {"timers", "run"}, {"background", "run"}, {"slots", "call"}}};
  std::string text;
  for (const auto& [name, unit] : kWords) {
    const Json one = cost.value("work", Json::object()).value(name, Json::object());
    const std::uint64_t calls = one.value("calls", 0ULL);
    if (calls == 0) continue;
    text += line("", std::string(name) + " " + base::counted(calls, unit) + ", " +
                         three_digits(one, "inside_ms"));
  }
  return text;
}

std::string route_cost_text(const Json& cost) {
  const std::uint64_t requests = cost.value("requests", 0ULL);
  if (requests == 0) return {};
  return "   " + base::counted(requests, "request") + ", half within " +
         three_digits(cost, "p50_ms") + ", 99 % within " + three_digits(cost, "p99_ms");
}

std::string running_lines(const Json& running) {
  std::string text =
      line("runs", running.value("version", "") + "   " + running.value("state", "")) +
      total_cost_line(running.value("cost", Json::object())) +
      other_work_lines(running.value("cost", Json::object()));
  std::string label = "routes";
  for (const Json& route : running.value("routes", Json::array())) {
    std::string words = route.value("rule", "");
    for (const char* const key : {"methods", "endpoint"}) {
      const std::string word = route.value(key, "");
      if (!word.empty()) words += "   " + word;
    }
    text += line(label, words + route_cost_text(route.value("cost", Json::object())));
    label.clear();
  }
  text += reads_lines(running.value("reads", Json::array()));
  return text + line("commands", joined(running.value("commands", Json::array())));
}

}  // namespace

int extension_info(const std::string& name, bool json) {
  const fs::path folder = fs::current_path();
  const host::AppView app = host::view_of(folder, host::profile_for(""), nullptr);
  Json info = host::info_facts(app, name);
  const auto reply = ask(folder, {{"command", "info"}, {"name", name}});
  if (reply && reply->value("ok", false)) {
    info["running"] = *reply;
    info["running"].erase("ok");
  }
  if (json) {
    std::cout << info.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return 0;
  }
  const std::string path = info["path"];
  const auto file = app.finder.find(name);
  std::cout << extensions::inspect_text(extensions::ExtensionFile::open(file->file, path),
                                        host::trusted_keys(app))
            << line("file", path)
            << line("state", info["enabled"].get<bool>()
                                 ? "enabled"
                                 : "available; `carboy ext enable " + name + "`")
            << line("needed by", joined(info["required_by"])) << settings_lines(info["set"]);
  if (info.contains("running")) std::cout << running_lines(info["running"]);
  return 0;
}

}  // namespace carboy::core::cli
