// What is checked of models while an extension is compiled.
#pragma once

#include <carboy/detail/member.h>
#include <carboy/detail/model_words.h>
#include <carboy/detail/printed.h>
#include <carboy/value_types.h>

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace carboy::model::detail {

// These are only declared: a call during compilation stops the compiler, which prints the name.
void table_name_is_empty();
void table_name_is_no_identifier__use_lower_case_letters_digits_and_underscores();
void field_name_is_no_identifier__use_lower_case_letters_digits_and_underscores();
void two_fields_have_one_name();
void table_has_no_such_field();
void length_is_not_positive();

template <class T>
struct Inside {
  using Type = T;
  static constexpr bool is_optional = false;
};
template <class T>
struct Inside<std::optional<T>> {
  using Type = T;
  static constexpr bool is_optional = true;
};

template <class T>
inline constexpr std::string_view time_type = "";
template <class Duration>
inline constexpr std::string_view time_type<std::chrono::sys_time<Duration>> = "datetime";
template <>
inline constexpr std::string_view time_type<std::chrono::sys_days> = "date";
template <>
inline constexpr std::string_view time_type<std::chrono::year_month_day> = "date";
template <class Duration>
inline constexpr std::string_view time_type<std::chrono::hh_mm_ss<Duration>> = "time";
template <class Number, class Period>
inline constexpr std::string_view time_type<std::chrono::duration<Number, Period>> = "duration";

// Returns the name of a field's type, or an empty text if no field can have the type.
template <class T>
consteval std::string_view type_name() {
  if (std::same_as<T, bool>) return "boolean";
  if (std::is_integral_v<T>) return "integer";
  if (std::is_floating_point_v<T>) return "float";
  if (std::same_as<T, std::string> || std::same_as<T, Markup>) return "text";
  if (std::same_as<T, Uuid>) return "uuid";
  if (std::same_as<T, Decimal>) return "decimal";
  if (std::same_as<T, std::vector<std::byte>>) return "binary";
  if (std::is_enum_v<T>) return carboy::detail::HasTextOf<T> ? "text" : "integer";
  if (requires { typename T::json_pointer; }) return "json";
  return time_type<T>;
}

template <class Wanted, class... Words>
inline constexpr bool has_word = (std::same_as<Wanted, Words> || ...);
template <class... Words>
consteval bool has_twice() {
  return ((static_cast<int>(std::same_as<Words, void>) + ... + 0) > 0) || !([]<class W>() {
           return (static_cast<int>(std::same_as<W, Words>) + ... + 0) == 1;
         }.template operator()<Words>() && ...);
}

template <class T>
inline constexpr bool is_field_word = false;
template <FixedText Word>
inline constexpr bool is_field_word<Flag<Word>> = Word.view() != "existing";
template <FixedText Word>
inline constexpr bool is_field_word<Number<Word>> = true;
template <FixedText Word>
inline constexpr bool is_field_word<Words<Word>> = true;
template <FixedText Word>
inline constexpr bool is_field_word<Listing<Word>> = true;
template <FixedText Word, std::size_t N>
inline constexpr bool is_field_word<Names<Word, N>> = Word.view() == "accept";
template <std::size_t N>
inline constexpr bool is_field_word<Choices<N>> = true;
template <>
inline constexpr bool is_field_word<Digits> = true;

template <class T>
inline constexpr bool is_table_word = false;
template <>
inline constexpr bool is_table_word<Flag<"existing">> = true;
template <>
inline constexpr bool is_table_word<Words<"label">> = true;
template <>
inline constexpr bool is_table_word<Words<"was">> = true;
template <FixedText Word, std::size_t N>
inline constexpr bool is_table_word<Names<Word, N>> = Word.view() != "accept";
template <>
inline constexpr bool is_table_word<Labels> = true;
template <>
inline constexpr bool is_table_word<Check> = true;

// One member with its words.
template <auto Member, class... FieldWords>
struct Field {
  using Owner = carboy::detail::OwnerOf<Member>;
  using Type = carboy::detail::TypeOf<Member>;
  using Bare = typename Inside<Type>::Type;
  static constexpr auto member = Member;
  static constexpr std::string_view name = carboy::detail::member_name<Member>();
  template <class Word>
  static constexpr bool has = has_word<Word, FieldWords...>;
  static constexpr bool is_optional = Inside<Type>::is_optional || has<Flag<"nullable">>;

  std::tuple<FieldWords...> words;
};

template <class T>
inline constexpr bool is_field = false;
template <auto Member, class... FieldWords>
inline constexpr bool is_field<Field<Member, FieldWords...>> = true;

// Stops the compiler where a word does not fit the type of its member.
template <class F>
consteval void check_words() {
  constexpr std::string_view type = type_name<typename F::Bare>();
  constexpr bool is_number = type == "integer" || type == "float" || type == "decimal";
  constexpr bool is_time = type == "datetime" || type == "date" || type == "time";
  static_assert(!F::template has<Number<"length">> || type == "text",
                "length_is_for_text: it limits the characters of a std::string");
  static_assert(!F::template has<Flag<"required">> || !F::is_optional,
                "required_field_is_optional: it may be missing, and must not be empty");
  static_assert(!F::template has<Flag<"default_now">> || is_time,
                "default_now_is_for_dates_and_times");
  static_assert(!F::template has<Flag<"version">> || type == "integer", "version_is_for_integers");
  static_assert(!F::template has<Flag<"deleted_at">> || (type == "datetime" && F::is_optional),
                "deleted_at_is_for_an_optional_datetime: std::optional<carboy::DateTime>");
  constexpr bool has_least = F::template has<Number<"min">>;
  constexpr bool has_most = F::template has<Number<"max">>;
  static_assert((!has_least && !has_most) || is_number, "at_least_and_at_most_are_for_numbers");
  static_assert(!F::template has<Digits> || type == "decimal", "precision_is_for_decimals");
  constexpr bool is_file = F::template has<Flag<"file">>;
  constexpr bool is_image = F::template has<Flag<"image">>;
  static_assert((!is_file && !is_image) || type == "text",
                "file_and_image_are_for_text: the member holds the name of the file");
}

constexpr bool is_identifier(std::string_view name) {
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool is_letter = name[i] >= 'a' && name[i] <= 'z';
    const bool is_other = (name[i] >= '0' && name[i] <= '9') || name[i] == '_';
    if (!is_letter && (!is_other || i == 0)) return false;
  }
  return !name.empty();
}

// Appends the part's name if it is a field.
template <class Part, std::size_t N>
constexpr void add_name(std::array<std::string_view, N>& names, std::size_t& count) {
  if constexpr (is_field<Part>) names[count++] = Part::name;
}

// Returns whether one of the first `count` names is the wanted one.
template <std::size_t N>
constexpr bool has_name(const std::array<std::string_view, N>& names, std::size_t count,
                        std::string_view wanted) {
  for (std::size_t i = 0; i < count; ++i) {
    if (names[i] == wanted) return true;
  }
  return false;
}

// Looks up the fields that a word of the table lists. "-" before a name is the descending order, and
// what follows a point belongs to the table that the field refers to.
template <class Part, std::size_t N>
constexpr void check_listed(const Part&, const std::array<std::string_view, N>&) {}
template <FixedText Word, std::size_t Listed, std::size_t N>
constexpr void check_listed(const Names<Word, Listed>& word,
                            const std::array<std::string_view, N>& names) {
  for (const std::string_view listed : word.names) {
    const std::string_view name = listed.substr(listed.substr(0, 1) == "-" ? 1 : 0);
    if (!detail::has_name(names, N, name.substr(0, name.find('.')))) table_has_no_such_field();
  }
}

template <class... Parts>
constexpr void check_table(std::string_view table, const Parts&... parts) {
  if (table.empty()) table_name_is_empty();
  if (!detail::is_identifier(table)) {
    table_name_is_no_identifier__use_lower_case_letters_digits_and_underscores();
  }
  std::array<std::string_view, (static_cast<std::size_t>(is_field<Parts>) + ... + 0)> names;
  std::size_t count = 0;
  (detail::add_name<Parts>(names, count), ...);
  for (std::size_t i = 0; i < count; ++i) {
    if (!detail::is_identifier(names[i])) {
      field_name_is_no_identifier__use_lower_case_letters_digits_and_underscores();
    }
    if (detail::has_name(names, i, names[i])) two_fields_have_one_name();
  }
  (detail::check_listed(parts, names), ...);
}

}  // namespace carboy::model::detail
