#include "core/host/extension_list.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/base/toml.h"
#include "core/host/toml_text.h"

namespace carboy::core::host {
namespace {

struct List {
  Extent whole;  // with its brackets
  std::vector<Extent> elements;
  std::vector<std::string> names;
};

std::optional<List> list_in(std::string_view text, const toml::table& root) {
  const toml::node_view<const toml::node> found = root["app"]["extensions"];
  if (!found) return std::nullopt;
  const auto* array = found.as_array();
  if (array == nullptr)
    throw base::Error("[app] extensions is not a list. app.toml was not changed.");
  List list{extent_of(text, array->source()), {}, {}};
  for (const toml::node& element : *array) {
    list.elements.push_back(extent_of(text, element.source()));
    list.names.push_back(element.value_or(std::string()));
  }
  return list;
}

// Returns the blanks before an element that is the first of its line.
std::optional<std::string> indent_of(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(line_begin(text, at), at - line_begin(text, at));
  if (before.find_first_not_of(" \t") != std::string_view::npos) return std::nullopt;
  return std::string(before);
}

// Returns the position after blanks and one comma, or `at` when there is no comma.
std::size_t after_comma(std::string_view text, std::size_t at) {
  const std::size_t next = text.find_first_not_of(" \t", at);
  return next != std::string_view::npos && text[next] == ',' ? next + 1 : at;
}

std::string with_first_list(std::string_view text, const toml::table& root,
                            const std::string& entry) {
  std::string changed(text);
  const auto* app = root["app"].as_table();
  if (app == nullptr) return "[app]\n" + entry + "\n\n" + changed;
  const std::size_t end = text.find('\n', offset_of(text, app->source().begin));
  if (end == std::string_view::npos) return changed + "\n" + entry + "\n";
  return changed.insert(end + 1, entry + "\n");
}

// Parses the result again: throws unless it contains exactly the expected names.
std::string checked(std::string changed, const std::vector<std::string>& names) {
  const toml::table root = parse_app(changed);
  const auto list = list_in(changed, root);
  if (!list || list->names != names) {
    throw base::Error(
        "The list of extensions in app.toml is written in a way that cannot be changed safely. "
        "Change it by hand; the file was not changed.");
  }
  return changed;
}

}  // namespace

std::string with_extension(std::string_view text, const std::string& name) {
  const toml::table root = parse_app(text);
  const auto list = list_in(text, root);
  const std::string quoted = "\"" + name + "\"";
  if (!list) return checked(with_first_list(text, root, "extensions = [" + quoted + "]"), {name});
  std::string changed(text);
  if (list->elements.empty()) {
    changed.replace(list->whole.begin, list->whole.end - list->whole.begin, "[" + quoted + "]");
    return checked(std::move(changed), {name});
  }
  const Extent last = list->elements.back();
  const auto indent = indent_of(text, last.begin);
  const std::size_t comma = after_comma(text, last.end);
  if (!indent) {
    changed.insert(last.end, ", " + quoted);
  } else if (comma != last.end) {
    const std::size_t end = std::min(text.find('\n', comma), text.size());
    changed.insert(end, "\n" + *indent + quoted + ",");
  } else {
    const std::size_t end = std::min({text.find('\n', last.end), list->whole.end - 1});
    changed.insert(end, "\n" + *indent + quoted);
    changed.insert(last.end, ",");
  }
  std::vector<std::string> names = list->names;
  names.push_back(name);
  return checked(std::move(changed), names);
}

std::string without_extension(std::string_view text, const std::string& name) {
  const toml::table root = parse_app(text);
  const auto list = list_in(text, root);
  if (!list) throw base::Error("app.toml has no list of extensions. It was not changed.");
  std::vector<std::string> names = list->names;
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw base::Error("app.toml does not name " + name + ".");
  const auto index = static_cast<std::size_t>(found - names.begin());
  names.erase(found);

  Extent gone = list->elements[index];
  const bool is_last = index + 1 == list->elements.size();
  const std::size_t comma = after_comma(text, gone.end);
  const std::size_t rest = text.find_first_not_of(" \t", comma);
  const bool ends_line = rest == std::string_view::npos || text[rest] == '\n' ||
                         text[rest] == '\r' || text[rest] == '#';
  if (indent_of(text, gone.begin) && ends_line) {
    const std::size_t end = text.find('\n', comma);
    gone = {line_begin(text, gone.begin), end == std::string_view::npos ? text.size() : end + 1};
  } else if (!is_last) {
    gone.end = text.find_first_not_of(" \t", comma);
  } else if (index > 0) {
    gone.begin = list->elements[index - 1].end;
  }
  std::string changed(text);
  changed.erase(gone.begin, gone.end - gone.begin);
  return checked(std::move(changed), names);
}

}  // namespace carboy::core::host
