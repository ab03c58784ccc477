// The log of the app.
//
// The host writes each line with the time, the level and the name of the extension. `message` is a
// string literal, which is also the key for its translation. Each {} in it takes the next argument:
// text, a number, a bool, or a type with a function std::string text_of(const T&) beside it. Their
// number is checked while compiling.
//
//   carboy::log::info("{} has signed, entry {}", name, id);
//   carboy::log::error("{}", text);    // for a text that is not a literal
//
// Thread rule: from any thread, while the extension is started.
#pragma once

#include <carboy/detail/message.h>

namespace carboy::log {

// For developers. Written if [server] log_level is "debug"; the default is "info".
template <class... Arguments>
void debug(detail::Message<sizeof...(Arguments)> message, const Arguments&... arguments);

// Something that happens in normal operation and that an operator may want to see.
template <class... Arguments>
void info(detail::Message<sizeof...(Arguments)> message, const Arguments&... arguments);

// Something unexpected that the app can handle.
template <class... Arguments>
void warning(detail::Message<sizeof...(Arguments)> message, const Arguments&... arguments);

// A failure. What a view or hook throws is logged by the host and needs no line of its own.
template <class... Arguments>
void error(detail::Message<sizeof...(Arguments)> message, const Arguments&... arguments);

}  // namespace carboy::log

#include <carboy/detail/log.ipp>
