// error: signal_argument_cannot_cross
// mentions: int
#include <carboy/carboy.h>

inline constexpr carboy::Signal<std::string_view, int> added{"guestbook.added"};  // here
