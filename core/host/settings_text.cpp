#include "core/host/settings_text.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/error.h"
#include "core/host/toml_text.h"

namespace carboy::core::host {
namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse(const TomlPath& path) {
  std::string name;
  for (const std::string& part : path) name += (name.empty() ? "" : ".") + part;
  throw base::Error("The setting " + name +
                    " is written in app.toml in a way that cannot be changed safely. Change it by "
                    "hand; the file was not changed.");
}

std::string quoted(const std::string& text) {
  static constexpr const char* kDigits = "0123456789abcdef";
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      literal += std::string("\\") + c;
    } else if (c == '\n') {
      literal += "\\n";
    } else if (c == '\t') {
      literal += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      literal += std::string("\\u00") + kDigits[static_cast<unsigned char>(c) >> 4] +
                 kDigits[static_cast<unsigned char>(c) & 0xf];
    } else {
      literal += c;
    }
  }
  return literal + "\"";
}

std::string key_literal(const std::string& key) {
  const bool is_bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
  return is_bare ? key : quoted(key);
}

std::string joined_keys(const TomlPath& path) {
  std::string text;
  for (const std::string& key : path) text += (text.empty() ? "" : ".") + key_literal(key);
  return text;
}

// Returns a value as TOML. TOML has no null, and no integers beyond 64 bits.
std::string literal(const Json& value, const TomlPath& path) {
  std::string text;
  if (value.is_string()) return quoted(value.get<std::string>());
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      text += (text.empty() ? " " : ", ") + key_literal(key) + " = " + literal(member, path);
    }
    return text.empty() ? "{}" : "{" + text + " }";
  }
  if (value.is_array()) {
    for (const Json& item : value) text += (text.empty() ? "" : ", ") + literal(item, path);
    return "[" + text + "]";
  }
  const bool is_huge = value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX;
  if (value.is_null() || is_huge) refuse(path);
  return value.dump();
}

// Whether a value is written as [table] or [[table]], over many places of the file.
bool has_headers(const toml::node& node) {
  if (const auto* const table = node.as_table()) return !table->is_inline();
  const auto* const array = node.as_array();
  return array != nullptr && !array->empty() && has_headers(array->front());
}

// One setting in a text, which is changed only if the result says exactly what is wanted.
class Edit {
 public:
  // `value`: null removes the setting at `path`.
  Edit(std::string_view text, const TomlPath& path, const Json& value)
      : text_(text), path_(path), root_(parse_app(text)), wanted_(root_) {
    parent_ = &root_;
    toml::table* wanted = &wanted_;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
      parent_ = parent_ == nullptr ? nullptr : parent_->get_as<toml::table>(path[i]);
      if (wanted->get_as<toml::table>(path[i]) == nullptr) {
        wanted->insert_or_assign(path[i], toml::table());
      }
      wanted = wanted->get_as<toml::table>(path[i]);
    }
    if (value.is_null()) {
      wanted->erase(path.back());
    } else {
      literal_ = literal(value, path);
      toml::table parsed = parse_app("x = " + literal_);
      wanted->insert_or_assign(path.back(), std::move(*parsed.get("x")));
    }
  }

  std::string make() const {
    const toml::node* const present = parent_ == nullptr ? nullptr : parent_->get(path_.back());
    if (present == nullptr && literal_.empty()) return std::string(text_);
    std::optional<std::string> made;
    if (present == nullptr) {
      made = added();
    } else if (has_headers(*present)) {
      refuse(path_);
    } else {
      made = literal_.empty() ? removed(*present) : replaced(*present);
    }
    if (!made) refuse(path_);
    return *std::move(made);
  }

 private:
  std::optional<std::string> checked(std::string changed) const {
    try {
      if (parse_app(changed) == wanted_) return changed;
    } catch (const base::Error&) {
      return std::nullopt;  // another way of changing it may do
    }
    return std::nullopt;
  }
  std::optional<std::string> replaced(const toml::node& present) const {
    const Extent old = extent_of(text_, present.source());
    if (old.end <= old.begin) return std::nullopt;
    return checked(std::string(text_).replace(old.begin, old.end - old.begin, literal_));
  }
  std::optional<std::string> removed(const toml::node& present) const {
    for (const auto& [key, value] : *parent_) {
      if (key.str() != path_.back()) continue;
      const std::size_t begin = line_begin(text_, offset_of(text_, key.source().begin));
      const std::size_t end = text_.find('\n', extent_of(text_, present.source()).end);
      return checked(std::string(text_).erase(
          begin, end == std::string_view::npos ? std::string::npos : end + 1 - begin));
    }
    return std::nullopt;
  }
  // Adds a line to the table, or a table to the end.
  std::optional<std::string> added() const {
    const std::string eol = text_.find("\r\n") == std::string_view::npos ? "\n" : "\r\n";
    const std::string line = key_literal(path_.back()) + " = " + literal_;
    if (parent_ != nullptr) {
      std::size_t last = offset_of(text_, parent_->source().begin);
      for (const auto& [key, value] : *parent_) {
        if (value.is_table() && !value.as_table()->is_inline()) continue;
        last = std::max(last, extent_of(text_, value.source()).end);
      }
      const std::size_t end = text_.find('\n', last);
      const bool is_last = end == std::string_view::npos;
      auto made = checked(std::string(text_).insert(is_last ? text_.size() : end + 1,
                                                    is_last ? eol + line : line + eol));
      if (made) return made;
    }
    const TomlPath table(path_.begin(), path_.end() - 1);
    const std::string gap = text_.empty() || text_.ends_with('\n') ? "" : eol;
    return checked(std::string(text_) + gap + (text_.empty() ? "" : eol) + "[" +
                   joined_keys(table) + "]" + eol + line + eol);
  }

  std::string_view text_;
  const TomlPath& path_;
  toml::table root_;
  toml::table wanted_;
  std::string literal_;
  toml::table* parent_ = nullptr;  // of the setting; null: it is not there
};

Json json_of(const toml::node& node) {
  std::ostringstream text;
  text << toml::json_formatter{*node.as_table()};
  return Json::parse(text.str());
}

std::string apply(std::string text, const TomlPath& path, const Json& patch) {
  const toml::table root = parse_app(text);
  toml::node_view<const toml::node> present(root);
  for (const std::string& key : path) present = present[key];
  if (!patch.is_object()) return Edit(text, path, patch).make();
  const toml::table* const table = present.as_table();
  if (table == nullptr || (table->is_inline() && path.size() > 1)) {
    Json value = table == nullptr ? Json::object() : json_of(*table);
    value.merge_patch(patch);
    return Edit(text, path, value).make();
  }
  for (const auto& [key, below] : patch.items()) {
    TomlPath longer = path;
    longer.push_back(key);
    text = apply(std::move(text), longer, below);
  }
  return text;
}

}  // namespace

std::string with_settings(std::string_view text, const TomlPath& table, const Json& patch) {
  std::string changed(text);
  for (const auto& [key, value] : patch.items()) {
    TomlPath path = table;
    path.push_back(key);
    changed = apply(std::move(changed), path, value);
  }
  return changed;
}

}  // namespace carboy::core::host
