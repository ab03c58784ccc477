// error: signal_argument_cannot_cross
// mentions: string
#include <carboy/carboy.h>

inline constexpr carboy::Signal<std::string> entry_added{"guestbook.entry_added"};  // here
