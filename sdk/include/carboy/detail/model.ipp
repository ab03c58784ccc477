// Bodies of <carboy/model.h>.
#pragma once

#include <carboy/detail/described.h>
#include <carboy/detail/model_checks.h>
#include <carboy/model.h>

#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace carboy::model {

namespace detail {

// The first field's struct, and its members as ValueTraits.
template <class... Parts>
struct Fields;
template <auto Member, class... FieldWords, class... Parts>
struct Fields<Field<Member, FieldWords...>, Parts...> {
  using Owner = carboy::detail::OwnerOf<Member>;
  template <auto... Members>
  using AsValue = typename Fields<Parts...>::template AsValue<Members..., Member>;
  static constexpr bool are_of_one_struct = Fields<Parts...>::template belong_to<Owner>;
  template <class Struct>
  static constexpr bool belong_to =
      std::same_as<Struct, Owner>&& Fields<Parts...>::template belong_to<Struct>;
};
template <class Word, class... Parts>
struct Fields<Word, Parts...> : Fields<Parts...> {};
template <>
struct Fields<> {
  using Owner = void;
  template <auto... Members>
  using AsValue = Described<Members...>;
  static constexpr bool are_of_one_struct = true;
  template <class Struct>
  static constexpr bool belong_to = true;
};

// What table() returns. Extensions read it while they are compiled, or as JSON.
template <class... Parts>
class Table {
 public:
  using Struct = typename Fields<Parts...>::Owner;
  using AsValue = typename Fields<Parts...>::template AsValue<>;

  constexpr Table(std::string_view name, const Parts&... parts) : name_(name), parts_(parts...) {}
  constexpr std::string_view name() const { return name_; }
  // Calls f(part) for each field and each word of the table.
  template <class F>
  constexpr void each(F&& f) const {
    std::apply([&](const Parts&... parts) { (f(parts), ...); }, parts_);
  }

 private:
  std::string_view name_;
  std::tuple<Parts...> parts_;
};

}  // namespace detail

consteval detail::Number<"length"> length(std::int64_t characters) {
  if (characters < 1) detail::length_is_not_positive();
  return {characters};
}

consteval detail::Digits precision(std::int64_t digits, std::int64_t after_the_point) {
  return {digits, after_the_point};
}

template <auto Member, class... Words>
consteval auto field(Words... words) {
  using Made = detail::Field<Member, Words...>;
  static_assert(!detail::type_name<typename Made::Bare>().empty() ||
                    Made::template has<detail::Words<"many">>,
                "field_has_a_type_without_a_column: <carboy/model.h> lists the types");
  static_assert((detail::is_field_word<Words> && ...),
                "word_is_not_for_a_field: it stands beside the fields of a table");
  static_assert(!detail::has_twice<Words...>(), "field_has_a_word_twice");
  detail::check_words<Made>();
  return Made{std::tuple<Words...>(words...)};
}

template <class... Parts>
consteval auto table(detail::Name name, Parts... parts) {
  static_assert((detail::is_field<Parts> || ...), "table_has_no_fields");
  static_assert(((detail::is_field<Parts> || detail::is_table_word<Parts>)&&...),
                "word_is_not_for_a_table: it stands in the parentheses of a field");
  static_assert(detail::Fields<Parts...>::are_of_one_struct,
                "fields_are_members_of_different_structs");
  detail::check_table(name.text, parts...);
  return detail::Table<Parts...>(name.text, parts...);
}

}  // namespace carboy::model

namespace carboy {

// A struct with a model is read as a map from its fields to their values.
template <HasModel T>
struct ValueTraits<T> : decltype(T::model())::AsValue {};

}  // namespace carboy

#include <carboy/detail/model_json.h>
