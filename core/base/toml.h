// toml++, without its assertions.
//
// Some malformed texts, such as a "[" at the end of a line, make an assertion of its parser fail,
// which would end the process. The parser reports such a text as an error when it goes on. With
// NDEBUG it would tell the compiler to assume what it asserts, so that is prevented, too.
//
// Thread rule: as toml++.
#pragma once

#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(expression) static_cast<void>(0)
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")
