// Models as JSON.
#pragma once

#include <carboy/detail/model_checks.h>
#include <carboy/model.h>

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace carboy::model::detail {

// Writes JSON piece by piece, with commas where they are needed.
class JsonText {
 public:
  void open(char bracket) {
    separate();
    text_ += bracket;
  }
  void close(char bracket) { text_ += bracket; }
  void key(std::string_view name) {
    put(name);
    text_ += ':';
  }
  void put(std::string_view text) {
    separate();
    text_ += '"';
    for (const char c : text) put_character(c);
    text_ += '"';
  }
  void put_raw(std::string_view json) {
    separate();
    text_ += json;
  }
  template <class Number>
  void put_number(Number number) {
    char digits[64];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
    put_raw({digits, static_cast<std::size_t>(end - digits)});
  }
  void member(std::string_view name, std::string_view text) {
    key(name);
    put(text);
  }
  void flag(std::string_view name) {
    key(name);
    put_raw("true");
  }
  const std::string& text() const { return text_; }

 private:
  void separate() {
    if (text_.empty()) return;
    const char last = text_.back();
    if (last != '[' && last != '{' && last != ':') text_ += ',';
  }
  void put_character(char c) {
    if (c == '"' || c == '\\') {
      text_ += '\\';
      text_ += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      text_ += "\\u00";
      text_ += "0123456789abcdef"[c >> 4];
      text_ += "0123456789abcdef"[c & 15];
    } else {
      text_ += c;
    }
  }

  std::string text_;
};

// Writes what the initialiser of a member gives new rows. A zero and an empty text are no default.
template <class T>
void put_default(JsonText& json, const T& value) {
  if constexpr (std::same_as<T, bool>) {
    if (value) json.flag("default");
  } else if constexpr (std::is_enum_v<T>) {
    json.key("default");
    if constexpr (carboy::detail::HasTextOf<T>) {
      json.put(text_of(value));
    } else {
      json.put_number(+static_cast<std::underlying_type_t<T>>(value));
    }
  } else if constexpr (std::is_arithmetic_v<T>) {
    if (value == T{}) return;
    if constexpr (std::is_floating_point_v<T>) {  // infinity and NaN are not JSON
      using Limits = std::numeric_limits<T>;
      if (!(value >= (Limits::lowest)() && value <= (Limits::max)())) return;
    }
    json.key("default");
    json.put_number(+value);
  } else if constexpr (std::same_as<T, std::string>) {
    if (!value.empty()) json.member("default", value);
  } else if constexpr (std::same_as<T, Decimal>) {
    if (!value.digits.empty()) json.member("default", value.digits);
  }
}

// The words of a field; those that the table lists, or that make the type, are written elsewhere.
template <FixedText Word>
void put_word(JsonText& json, const Flag<Word>&) {
  constexpr std::string_view word = Word.view();
  if constexpr (word == "default_now") {
    json.key("default");
    json.put_raw("{\"now\":true}");
  } else if constexpr (word == "version" || word == "deleted_at") {
    json.flag("read_only");
  } else if constexpr (word != "primary_key" && word != "nullable" && word != "file" &&
                       word != "image") {
    json.flag(word);
  }
}
template <FixedText Word>
void put_word(JsonText& json, const Number<Word>& word) {
  json.key(Word.view());
  json.put_number(word.value);
}
template <FixedText Word>
void put_word(JsonText& json, const Words<Word>& word) {
  json.member(Word.view() == "many" ? "to" : Word.view(), word.text);
}
template <FixedText Word>
void put_word(JsonText&, const Listing<Word>&) {}
inline void put_word(JsonText& json, const Digits& word) {
  json.key("precision");
  json.put_number(word.precision);
  json.key("scale");
  json.put_number(word.scale);
}
template <std::size_t N>
void put_list(JsonText& json, std::string_view key, const std::array<std::string_view, N>& names) {
  json.key(key);
  json.open('[');
  for (const std::string_view name : names) json.put(name);
  json.close(']');
}
template <FixedText Word, std::size_t N>
void put_word(JsonText& json, const Names<Word, N>& word) {
  detail::put_list(json, Word.view(), word.names);
}
template <std::size_t N>
void put_word(JsonText& json, const Choices<N>& word) {
  json.key("choices");
  json.open('[');
  for (const Choice& choice : word.values) {
    json.open('{');
    json.member("value", choice.value);
    json.member("label", choice.label);
    json.close('}');
  }
  json.close(']');
}

template <class T>
inline constexpr bool is_choices = false;
template <std::size_t N>
inline constexpr bool is_choices<Choices<N>> = true;

template <auto Member, class... FieldWords>
std::string_view json_type(const Field<Member, FieldWords...>&) {
  using F = Field<Member, FieldWords...>;
  constexpr bool has_choices = (is_choices<FieldWords> || ...);
  if (F::template has<Words<"many">>) return "many";
  if (F::template has<Words<"to">>) return "reference";
  if (F::template has<Flag<"image">>) return "image";
  if (F::template has<Flag<"file">>) return "file";
  constexpr std::string_view type = type_name<typename F::Bare>();
  if (type == "text" && (F::template has<Number<"length">> || has_choices)) return "string";
  return type;
}

template <class Struct, class Part>
void put_field(JsonText&, const Part&, bool) {}
template <class Struct, auto Member, class... FieldWords>
void put_field(JsonText& json, const Field<Member, FieldWords...>& field, bool has_own_key) {
  using F = Field<Member, FieldWords...>;
  json.open('{');
  json.member("name", F::name);
  json.member("type", detail::json_type(field));
  if (has_own_key && F::template has<Flag<"primary_key">> && std::is_integral_v<typename F::Bare>) {
    json.flag("auto");
  }
  if (F::is_optional) json.flag("nullable");
  std::apply([&](const auto&... words) { (detail::put_word(json, words), ...); }, field.words);
  if constexpr (std::is_default_constructible_v<Struct> && !F::is_optional &&
                !F::template has<Flag<"default_now">>) {
    detail::put_default(json, Struct{}.*Member);
  }
  json.close('}');
}

template <class Word>
inline constexpr std::string_view word_of = "";
template <FixedText Word>
inline constexpr std::string_view word_of<Flag<Word>> = Word.view();
template <FixedText Word>
inline constexpr std::string_view word_of<Listing<Word>> = Word.view();

// The fields that have a flag, such as primary_key or display, and what the table lists under it.
class Flagged {
 public:
  explicit Flagged(std::string_view word) : word_(word) {}

  template <class Part>
  void add(const Part&) {}
  template <auto Member, class... FieldWords>
  void add(const Field<Member, FieldWords...>& field) {
    (add_if_flagged<FieldWords>(field.name), ...);
  }
  template <FixedText Word, std::size_t N>
  void add(const Names<Word, N>& list) {
    if (Word.view() == word_ || (Word.view() == "key" && word_ == "primary_key")) {
      names_.assign(list.names.begin(), list.names.end());
    }
  }
  const std::vector<std::string_view>& names() const { return names_; }
  void put(JsonText& json, std::string_view key) const {
    if (names_.empty()) return;
    json.key(key);
    json.open('[');
    for (const std::string_view name : names_) json.put(name);
    json.close(']');
  }

 private:
  template <class Word>
  void add_if_flagged(std::string_view name) {
    if (word_of<Word> == word_) names_.push_back(name);
  }
  std::string_view word_;
  std::vector<std::string_view> names_;
};

template <class T>
Flagged flagged(const T& table, std::string_view word) {
  Flagged found(word);
  table.each([&](const auto& part) { found.add(part); });
  return found;
}

// Unique lists and indexes: {"fields": [...], "where": "..."}, one for each word.
template <FixedText Wanted>
class Lists {
 public:
  explicit Lists(JsonText& json) : json_(json) {}
  template <class Part>
  void put(const Part&) {}
  template <auto Member, class... FieldWords>
  void put(const Field<Member, FieldWords...>& field) {
    if (field.template has<Listing<Wanted>>) put_one(std::array{field.name}, {});
  }
  template <FixedText Word, std::size_t N>
  void put(const Names<Word, N>& list) {
    if (Word.view() == Wanted.view()) put_one(list.names, list.condition);
  }

 private:
  template <std::size_t N>
  void put_one(const std::array<std::string_view, N>& names, std::string_view condition) {
    json_.open('{');
    detail::put_list(json_, "fields", names);
    if (!condition.empty()) json_.member("where", condition);
    json_.close('}');
  }
  JsonText& json_;
};
// Writes what put(items) adds as a list, if it adds anything.
template <class Put>
void put_items(JsonText& json, std::string_view key, Put put) {
  JsonText items;
  items.open('[');
  put(items);
  items.close(']');
  if (items.text() == "[]") return;
  json.key(key);
  json.put_raw(items.text());
}
template <FixedText Wanted, class T>
void put_lists(JsonText& json, const T& table, std::string_view key) {
  detail::put_items(json, key, [&](JsonText& items) {
    Lists<Wanted> lists(items);
    table.each([&](const auto& part) { lists.put(part); });
  });
}

// The words of a table that are written as they are.
template <class Part>
void put_table_word(JsonText&, const Part&) {}
inline void put_table_word(JsonText& json, const Words<"label">& word) {
  json.member("label", word.text);
}
inline void put_table_word(JsonText& json, const Words<"was">& word) {
  json.member("was", word.text);
}
inline void put_table_word(JsonText& json, const Labels& word) {
  json.member("label", word.one);
  json.member("labels", word.many);
}
inline void put_table_word(JsonText& json, const Flag<"existing">&) { json.flag("existing"); }

template <class Part>
void put_check(JsonText&, const Part&) {}
inline void put_check(JsonText& json, const Check& check) {
  json.open('{');
  json.member("name", check.name);
  json.member("where", check.condition);
  json.close('}');
}

template <class T>
void put_lists_of_table(JsonText& json, const T& table, const Flagged& key) {
  key.put(json, "key");
  detail::flagged(table, "display").put(json, "display");
  detail::flagged(table, "order").put(json, "order");
  for (const std::string_view word : {"version", "deleted_at"}) {
    const Flagged fields = detail::flagged(table, word);
    if (!fields.names().empty()) json.member(word, fields.names().front());
  }
  detail::put_lists<"unique">(json, table, "unique");
  detail::put_lists<"index">(json, table, "indexes");
  detail::put_items(json, "checks", [&](JsonText& checks) {
    table.each([&](const auto& part) { detail::put_check(checks, part); });
  });
}

template <class Struct>
void put_model(JsonText& json) {
  constexpr auto table = Struct::model();
  const Flagged key = detail::flagged(table, "primary_key");
  json.open('{');
  json.member("name", table.name());
  json.member("table", table.name());
  table.each([&](const auto& part) { detail::put_table_word(json, part); });
  json.key("fields");
  json.open('[');
  table.each(
      [&](const auto& part) { detail::put_field<Struct>(json, part, key.names().size() == 1); });
  json.close(']');
  detail::put_lists_of_table(json, table, key);
  if (key.names().size() > 1) {
    detail::put_list(json, "must_understand", std::array<std::string_view, 1>{"composite_key"});
  }
  json.close('}');
}

}  // namespace carboy::model::detail

namespace carboy {

template <class... Models>
void describe_model(TextSink out) {
  static_assert((HasModel<Models> && ...),
                "struct_has_no_model: it needs a static constexpr auto "
                "model() that returns carboy::model::table(...)");
  model::detail::JsonText json;
  json.open('{');
  json.key("carboy_models");
  json.put_number(1);
  json.key("models");
  json.open('[');
  (model::detail::put_model<Models>(json), ...);
  json.close(']');
  json.close('}');
  out.put(json.text());
}

}  // namespace carboy
