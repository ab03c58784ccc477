// Models: what a struct's members mean to databases, forms and pages. Extensions such as sql and
// forms read the description; this header needs none of them.
//
//   struct Entry {
//     std::int64_t id = 0;
//     std::string name, text;
//     carboy::DateTime written{};
//
//     static constexpr auto model() {
//       using namespace carboy::model;
//       return table("guestbook_entry", field<&Entry::id>(primary_key),
//                    field<&Entry::name>(required, length(80)), field<&Entry::text>(required),
//                    field<&Entry::written>(default_now), order("-written"));
//     }
//   };
//
// The words are checked while the extension is compiled: a mistake stops the compiler with a name
// that says what is wrong, such as length_is_for_text. A struct with a model can be read by
// templates and slots, as if its members were named in ValueTraits (<carboy/value.h>).
//
// Thread rule: constants, and functions for any thread.
#pragma once

#include <carboy/detail/model_words.h>
#include <carboy/value_types.h>

#include <cstdint>
#include <string_view>

namespace carboy::model {

// Describes the struct whose members `parts` name: fields, and words about the table. The name is
// the table's: lower-case letters, digits and underscores, beginning with the name of the extension
// and an underscore.
template <class... Parts>
consteval auto table(detail::Name name, Parts... parts);

// Describes a member. Its name is the field's, and its type gives the field's type: bool, integers,
// floating-point numbers, std::string, carboy::DateTime, Date and TimeOfDay, Uuid, Decimal, bytes
// (std::vector<std::byte>), nlohmann::json, enumerations, and std::optional of these, which may be
// missing. The initialiser of the member is the default of new rows.
template <auto Member, class... Words>
consteval auto field(Words... words);

// Words for fields.

// The row's key. Several fields with this word are one key; a single integer is numbered
// automatically.
inline constexpr detail::Flag<"primary_key"> primary_key{};
// The field must not be empty.
inline constexpr detail::Flag<"required"> required{};
// The field may be missing, without std::optional: it is then read as its default.
inline constexpr detail::Flag<"nullable"> optional{};
// A new row gets the present time; the type is DateTime, Date or TimeOfDay.
inline constexpr detail::Flag<"default_now"> default_now{};
// Forms show the field and do not change it.
inline constexpr detail::Flag<"read_only"> read_only{};
// The value is for the extension alone: pages for administration, exports and logs leave it out.
inline constexpr detail::Flag<"secret"> secret{};
// Searching in the model looks into this field.
inline constexpr detail::Flag<"search"> search{};
// An integer that each update raises, so that an update of an older version of the row fails.
inline constexpr detail::Flag<"version"> version{};
// A missing DateTime. A row that has one is deleted: queries leave it out, and it can be restored.
inline constexpr detail::Flag<"deleted_at"> deleted_at{};
// The text is the name of an uploaded file, or of an uploaded picture.
inline constexpr detail::Flag<"file"> file{};
inline constexpr detail::Flag<"image"> image{};

// At most this many characters of text.
consteval detail::Number<"length"> length(std::int64_t characters);
// The least and the greatest value of a number. Decimals are written as text: at_least("0.01").
consteval detail::Number<"min"> at_least(std::int64_t value) { return {value}; }
consteval detail::Words<"min"> at_least(const char* value) { return {value}; }
consteval detail::Number<"max"> at_most(std::int64_t value) { return {value}; }
consteval detail::Words<"max"> at_most(const char* value) { return {value}; }
// Of a Decimal: its number of digits, and how many of them are after the point.
consteval detail::Digits precision(std::int64_t digits, std::int64_t after_the_point);
// The values that the field may have, with the labels that people see:
// choices({{"draft", "Draft"}, {"sold", "Sold"}}).
template <std::size_t N>
consteval detail::Choices<N> choices(const Choice (&values)[N]) {
  return detail::Choices<N>(values);
}
// The field's key belongs to a row of another table, which must exist.
consteval detail::Words<"to"> references(const char* table) { return {table}; }
// What happens to this row when the referenced one is deleted.
consteval detail::Words<"on_delete"> on_delete(OnDelete action) {
  return {detail::on_delete_name(action)};
}
// The field is a list of rows of another table, joined by the table `through`.
consteval detail::Words<"many"> many(const char* table) { return {table}; }
consteval detail::Words<"through"> through(const char* table) { return {table}; }
// Of a file: the folder, the most bytes, and the media types that are accepted.
consteval detail::Words<"store"> store(const char* folder) { return {folder}; }
consteval detail::Number<"max_size"> max_size(std::int64_t bytes) { return {bytes}; }
template <class... Types>
consteval detail::Names<"accept", sizeof...(Types)> accept(Types... media_types) {
  return {{{std::string_view(media_types)...}}};
}
// The column, where its name is not the member's.
consteval detail::Words<"column"> column(const char* name) { return {name}; }
// A sentence beside the field in forms.
consteval detail::Words<"help"> help(const char* text) { return {text}; }

// Words for fields and for tables.

// What people see instead of the name; of a table, for one row and for many.
consteval detail::Words<"label"> label(const char* text) { return {text}; }
consteval detail::Labels label(const char* one, const char* many) { return {one, many}; }
// The name that the field or the table had before, so that a migration renames it.
consteval detail::Words<"was"> was(const char* name) { return {name}; }
// Of a field: no two rows have the same value. Of a table: unique("title", "author").
inline constexpr detail::Listing<"unique"> unique{};
// Of a field: it is indexed. Of a table: indexed("-published", "title"); "-" is the descending order.
inline constexpr detail::Listing<"index"> indexed{};
// Of a field or of a table, display("title"): what stands for a row in lists and links.
inline constexpr detail::Listing<"display"> display{};

// Words for tables.

// The key, in an order of its own: key("order", "line").
inline constexpr detail::TableListing<"key"> key{};
// The order of rows where a query names none: order("-written", "name").
inline constexpr detail::TableListing<"order"> order{};
// A condition that all rows meet, under a name: check("book_price", "price >= 0").
consteval detail::Check check(const char* name, const char* condition) { return {name, condition}; }
// The table belongs to another extension or to models.toml. Nothing is created; the fields are those
// that this extension reads or writes.
inline constexpr detail::Flag<"existing"> existing{};

}  // namespace carboy::model

namespace carboy {

// Whether a struct has a function model() that describes it.
template <class T>
concept HasModel = requires {
  T::model().name();
};

// Writes the models of structs to `out` as one text in JSON, as sql.Models and others take it. The
// text says which version of the form it has ("carboy_models": 1); a model lists what a reader has
// to understand ("must_understand").
//
//   carboy::describe_model<Entry>(out);
template <class... Models>
void describe_model(TextSink out);

}  // namespace carboy

#include <carboy/detail/model.ipp>
