#include "core/config/config_tree.h"

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include "core/base/suggest.h"
#include "core/base/whole_file.h"
#include "core/config/config_section.h"
#include "core/config/secret.h"
#include "core/http/header_text.h"

namespace carboy::core::config {
namespace {

namespace fs = std::filesystem;
// Overrides the values of `lower` by those of `upper`, table by table.
void lay_over(toml::table& lower, toml::table&& upper) {
  for (auto&& [key, value] : upper) {
    auto* below = lower.get_as<toml::table>(key.str());
    if (below != nullptr && value.is_table()) {
      lay_over(*below, std::move(*value.as_table()));
    } else {
      lower.erase(key.str());  // an assignment would keep the position of the old key
      lower.insert(key, std::move(value));
    }
  }
}

// Returns the line of a syntax error with a caret below the position.
std::string line_with_caret(std::string_view text, const toml::source_region& region) {
  std::istringstream lines{std::string(text)};
  std::string line;
  for (toml::source_index i = 0; i < region.begin.line && std::getline(lines, line); ++i) {
  }
  const std::size_t column = std::min<std::size_t>(region.begin.column, line.size() + 1);
  return line + "\n" + std::string(column > 0 ? column - 1 : 0, ' ') + "^";
}

toml::table parse(std::string_view text, const std::string& shown,
                  std::vector<ConfigMistake>& mistakes) {
  try {
    return shown.empty() ? toml::parse(text) : toml::parse(text, shown);
  } catch (const toml::parse_error& error) {
    mistakes.push_back({position_of(error.source()), std::string(error.description()),
                        line_with_caret(text, error.source())});
    return {};
  }
}

class Files {
 public:
  Files(const fs::path& root, std::vector<ConfigMistake>& mistakes)
      : folder_(root.parent_path()), mistakes_(mistakes) {}

  // Loads one file and the files that it includes and overrides.
  toml::table load(std::string_view text, const fs::path& file, const std::string& shown) {
    toml::table tree = parse(text, shown, mistakes_);
    toml::table below;
    if (auto* app = tree.get_as<toml::table>("app")) {
      if (const toml::node* include = app->get("include")) {
        for (const auto& [name, at] : names_in(*include)) {
          lay_over(below, included(file.parent_path() / name, name, at));
        }
        app->erase("include");
      }
    }
    lay_over(below, std::move(tree));
    return below;
  }

 private:
  std::vector<std::pair<std::string, Position>> names_in(const toml::node& include) {
    std::vector<std::pair<std::string, Position>> names;
    const auto* list = include.as_array();
    if (list == nullptr) {
      mistakes_.push_back({position_of(include.source()),
                           "[app] include is a list of files: include = [\"more.toml\"].", ""});
      return names;
    }
    for (const toml::node& element : *list) {
      if (const auto name = element.value_exact<std::string>()) {
        names.emplace_back(*name, position_of(element.source()));
      } else {
        mistakes_.push_back({position_of(element.source()),
                             "[app] include holds names of files, in quotation marks.", ""});
      }
    }
    return names;
  }

  toml::table included(const fs::path& file, const std::string& name, const Position& at) {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(file, error);
    if (!open_.insert(canonical.string()).second) {
      mistakes_.push_back({at, "[app] include: \"" + name + "\" includes itself.", ""});
      return {};
    }
    toml::table tree;
    std::string text;
    if (base::read_whole_file(file, text) == 0) {
      tree = load(text, file, fs::relative(canonical, fs::absolute(folder_), error).string());
    } else {
      mistakes_.push_back({at, "[app] include: \"" + name + "\" cannot be read.", ""});
    }
    open_.erase(canonical.string());
    return tree;
  }

  fs::path folder_;
  std::vector<ConfigMistake>& mistakes_;
  std::set<std::string> open_;
};

void apply_profile(toml::table& tree, const ConfigSources& sources,
                   std::vector<ConfigMistake>& mistakes) {
  toml::node* found = tree.get("profile");
  if (found == nullptr) {
    if (sources.profile.empty() || !sources.profile_is_required) return;
    mistakes.push_back({{0, 0, sources.profile_source},
                        "there is no profile: [profile." + sources.profile + ".TABLE].",
                        ""});
    return;
  }
  const Position at = position_of(found->source());
  auto* profiles = found->as_table();
  if (profiles == nullptr) {
    mistakes.push_back({at, "profile: profiles are tables: [profile.production.server].", ""});
    tree.erase("profile");
    return;
  }
  std::vector<std::string> known;
  for (const auto& [key, value] : *profiles) known.emplace_back(key.str());
  toml::table chosen;
  if (auto* table = profiles->get_as<toml::table>(sources.profile)) {
    chosen = std::move(*table);
  } else if (!sources.profile.empty() && sources.profile_is_required) {
    mistakes.push_back({{0, 0, sources.profile_source},
                        "there is no profile \"" + sources.profile + "\"." +
                            base::did_you_mean(sources.profile, known),
                        ""});
  }
  tree.erase("profile");
  lay_over(tree, std::move(chosen));
}

// Returns sql and url for CARBOY_SQL__URL, and nothing for a variable that is not a setting.
std::vector<std::string> keys_of(std::string_view variable) {
  constexpr std::string_view kPrefix = "CARBOY_";
  if (!variable.starts_with(kPrefix) || variable.find("__") == std::string_view::npos) return {};
  std::string rest = http::lowered(variable.substr(kPrefix.size()));
  std::vector<std::string> keys;
  for (std::size_t end = 0; (end = rest.find("__")) != std::string::npos;) {
    keys.push_back(rest.substr(0, end));
    rest.erase(0, end + 2);
  }
  keys.push_back(rest);
  return std::any_of(keys.begin(), keys.end(), [](const auto& key) { return key.empty(); })
             ? std::vector<std::string>()
             : keys;
}

// Returns { sql = { url = VALUE } }, with the variable as its source.
toml::table tree_of(const std::string& variable, const std::vector<std::string>& keys,
                    const std::string& text) {
  std::string front;
  for (const std::string& key : keys) front += (front.empty() ? "" : ".") + key;
  try {
    toml::table parsed = toml::parse(front + " = " + text, variable);
    // A value with a line feed could add further keys; such a value is a text.
    if (text.find('\n') == std::string::npos) return parsed;
  } catch (const toml::parse_error&) {
    // The value is not TOML, so it is a text.
  }
  std::string quoted = "\"";
  for (const unsigned char c : text) {
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    if (c == '"' || c == '\\') {
      quoted.append("\\").push_back(static_cast<char>(c));
    } else if (c < 0x20 || c == 0x7f) {
      quoted.append("\\u00").push_back(kDigits[c >> 4]);
      quoted.push_back(kDigits[c & 15]);
    } else {
      quoted.push_back(static_cast<char>(c));
    }
  }
  return toml::parse(front + " = " + quoted + "\"", variable);
}

void apply_environment(toml::table& tree, const ConfigSources& sources,
                       std::vector<ConfigMistake>& mistakes) {
  for (const auto& [variable, text] : sources.environment) {
    const auto keys = keys_of(variable);
    if (keys.empty()) continue;
    try {
      lay_over(tree, tree_of(variable, keys, text));
    } catch (const toml::parse_error&) {
      mistakes.push_back({{0, 0, variable}, "the value is not valid UTF-8.", ""});
    }
  }
}

}  // namespace

toml::table load_tree(const ConfigSources& sources, std::vector<ConfigMistake>& mistakes,
                      Secrets& secrets) {
  Files files(sources.file, mistakes);
  toml::table tree = files.load(sources.text, sources.file, "");
  apply_profile(tree, sources, mistakes);
  apply_environment(tree, sources, mistakes);
  resolve_secrets(tree, sources, mistakes, secrets);
  return tree;
}

}  // namespace carboy::core::config
