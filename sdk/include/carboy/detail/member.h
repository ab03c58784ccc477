// Members of structs as template arguments: their names, types and structs.
#pragma once

#include <string_view>

namespace carboy::detail {

template <class T>
struct MemberOf;
template <class Struct, class Type>
struct MemberOf<Type Struct::*> {
  using Owner = Struct;
  using Value = Type;
};
template <auto Member>
using OwnerOf = typename MemberOf<decltype(Member)>::Owner;
template <auto Member>
using TypeOf = typename MemberOf<decltype(Member)>::Value;

// Returns the name of a member as it is written in its struct. The compilers write it into the name
// of this function: "... [with auto Member = &Book::title; ...]" or "... [Member = &Book::title]".
template <auto Member>
constexpr std::string_view member_name() {
  constexpr std::string_view text = __PRETTY_FUNCTION__;
  constexpr std::string_view mark = "Member = ";
  const std::string_view from = text.substr(text.find(mark) + mark.size());
  const std::string_view path = from.substr(0, from.find_first_of(";]"));
  return path.substr(path.rfind(':') + 1);
}

}  // namespace carboy::detail
