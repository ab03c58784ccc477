"""Writes a test in C++ that asks the compiler for the position of each slot of a list.

The list comes from the text of the headers, and the compiler decides. By the Itanium C++ ABI
(section 2.3) a pointer to a virtual member function is 1 plus the function's distance in the table of
virtual functions.
"""

import re

from headers import function_name

START = """\
// Written by tests/abi/slots.py --probe from sdk/abi.
#include <carboy/abi/extension.h>
#include <carboy/abi/management.h>
#include <carboy/abi/pages.h>
#include <carboy/abi/testing.h>
#include <carboy/abi/wrapper.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstring>
#include <type_traits>

namespace carboy::abi {
namespace {

template <class Function>
std::size_t slot_of(Function function) {
  std::ptrdiff_t words[2];
  static_assert(sizeof(function) == sizeof words);
  std::memcpy(words, &function, sizeof words);
  return static_cast<std::size_t>(words[0] - 1) / sizeof(void*);
}

template <class Interface>
inline constexpr bool is_narrow =
    std::is_abstract_v<Interface> && std::is_base_of_v<Service, Interface> &&
    !std::has_virtual_destructor_v<Interface> && !std::is_destructible_v<Interface> &&
    sizeof(Interface) == sizeof(void*);

"""
END = """\
}  // namespace
}  // namespace carboy::abi
"""


def of_interface(block):
    yield f"static_assert(is_narrow<{block.name}>);"
    yield f"TEST(Slots, {block.name}) {{"
    for number, line in enumerate(block.lines):
        name = function_name(line)
        result, arguments = re.fullmatch(rf"(.*?) ?\b{name}\((.*)\)", line).groups()
        pointer = f"{result} ({block.name}::*)({arguments}) noexcept"
        yield f"  EXPECT_EQ(slot_of(static_cast<{pointer}>(&{block.name}::{name})), {number}u);"
    yield "}"


def of_struct(block):
    """Fields have their types and follow each other; members of a union have one position."""
    before = None
    for line in block.lines:
        in_union = line.startswith("union ")
        line = line.removeprefix("union ")
        name = (re.search(r"\(\*(\w+)\)", line) or re.search(r"(\w+)$", line))[1]
        type_text = line.replace(f"(*{name})", "(*)") if "(*" in line else line[:-len(name)].strip()
        yield f"static_assert(std::is_same_v<decltype({block.name}::{name}), {type_text}>);"
        if before:
            order = "==" if in_union and before[1] else "<"
            yield (f"static_assert(offsetof({block.name}, {before[0]}) {order} "
                   f"offsetof({block.name}, {name}));")
        before = name, in_union


def of_enum(block):
    kind = block.title.rpartition(" : ")[2]
    yield f"static_assert(std::is_same_v<std::underlying_type_t<{block.name}>, {kind}>);"
    for line in block.lines:
        name, _, value = line.partition(" = ")
        yield f"static_assert(static_cast<int>({block.name}::{name}) == {value});"


def of_alias(block):
    yield f"static_assert(std::is_same_v<{block.name}, {block.title.partition(' = ')[2]}>);"


def of_nothing(_):
    return []


def of_entry(block):
    kind = block.title.removeprefix("entry ").replace(block.name, "")
    yield f"static_assert(std::is_same_v<decltype({block.name}), {kind}>);"


MAKERS = {"interface": of_interface, "struct": of_struct, "table": of_struct, "enum": of_enum,
          "alias": of_alias, "entry": of_entry, "template": of_nothing}


def probe_source(blocks):
    lines = []
    for block in blocks:
        lines += [*MAKERS[block.kind](block), ""]
    return START + "\n".join(lines) + END
