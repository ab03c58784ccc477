#include "core/config/environment.h"

#include <unistd.h>

#include <algorithm>

#include "core/base/error.h"

namespace carboy::core::config {
namespace {

using Json = nlohmann::json;

Json value_of(const std::string& text) {
  Json value = Json::parse(text, nullptr, false);
  return value.is_discarded() ? Json(text) : value;
}

void put(Json& root, const std::string& prefix, std::string_view key, Json value) {
  Json* table = &root;
  std::string name = prefix;
  for (std::size_t end = key.find("__"); end != std::string_view::npos; end = key.find("__")) {
    const std::string part(key.substr(0, end));
    key.remove_prefix(end + 2);
    name += part;
    Json& below = (*table)[part];
    if (below.is_null()) below = Json::object();
    if (!below.is_object()) {
      throw base::Error("The environment variable " + name + " is a value, and " + name + "__" +
                        std::string(key) + " needs a table there. Unset one of them.");
    }
    table = &below;
    name += "__";
  }
  (*table)[std::string(key)] = std::move(value);
}

}  // namespace

Json from_prefixed_env(std::string_view prefix, std::span<const Variable> variables) {
  const std::string start = std::string(prefix) + "_";
  std::vector<Variable> found;
  for (const Variable& variable : variables) {
    if (variable.first.starts_with(start)) found.push_back(variable);
  }
  std::sort(found.begin(), found.end());
  Json root = Json::object();
  for (const auto& [name, text] : found) {
    put(root, start, std::string_view(name).substr(start.size()), value_of(text));
  }
  return root;
}

std::vector<Variable> process_environment() {
  std::vector<Variable> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) {
      variables.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return variables;
}

}  // namespace carboy::core::config
