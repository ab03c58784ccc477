// The SDK among the macros of old headers. libstdc++ must come before min and max.
#include <complex.h>
#include <sys/param.h>
#include <sys/sysmacros.h>
#include <syslog.h>
#include <termios.h>

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define interface struct
#define small char
#define near
#define far
#define IN
#define OUT
#define OPTIONAL
#define DELETE (0x00010000L)
#define ERROR 0
#define DEBUG 1
#define OK 0
#define NONE 0
#define TRUE 1
#define FALSE 0
#define NULL_TEXT ""
#define verify(x) ((x) ? 1 : 0)

#include <carboy/carboy.h>
#include <carboy/model.h>

struct Entries : carboy::Service {
  static constexpr carboy::ServiceId id{"guestbook.Entries", 1, 2};
  virtual uint64_t count() noexcept = 0;

 protected:
  ~Entries() = default;
};

void init_app(carboy::App& app) {
  app.get("/<int:id>", [](int id) { return std::to_string(max(id, 0)); });
  auto entries = app.find_service<Entries>();
  app.del("/", [entries] {
    if (auto use = entries.use()) return std::to_string(use->count());
    return std::string();
  });
}

CARBOY_EXTENSION(init_app)
