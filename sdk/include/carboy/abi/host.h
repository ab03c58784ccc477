// What the host is for an extension while that is loaded. Each extension has a Host of its own,
// which knows whom it serves.
//
// Thread rule: every function of Host, ServiceRef, ServiceSet, Signal and State may be called from
// any thread, from start() until stop() has returned. What pin() and begin_unit() return belongs to
// the thread that called them.
#pragma once

#include <carboy/abi/request.h>
#include <carboy/abi/types.h>
#include <carboy/abi/value.h>

namespace carboy {

enum class LogLevel : uint8_t { debug, info, warning, error };

// Why the extension was started. run and serve answer requests from sockets. command is a process
// that runs one command, or answers one local request; no timer and no background work runs in it.
// check is `carboy ext check`, and test a test program.
enum class Mode : uint8_t { run, serve, command, check, test };

}  // namespace carboy

namespace carboy::abi {

// A provider held in place. object is null when there is none.
struct Pin {
  void* object = nullptr;
  uint64_t token = 0;
};

// Where the provider of one service is found. Lives as long as the host; its address never changes.
struct ServiceRef : Service {
  // Keeps the provider from leaving until unpin(token). Null when there is none, or the one there
  // is has fewer functions than minor version `minor`.
  //
  // Inside a unit of work (a request with its stream, one run of a timer, a command, what stands
  // between begin_unit and end_unit) the first pin is kept until the unit ends, and each later one
  // returns the same provider with the token 0.
  virtual Pin pin(uint32_t minor) noexcept = 0;
  // Does nothing for the token 0.
  virtual void unpin(uint64_t token) noexcept = 0;

 protected:
  ~ServiceRef() = default;
};

// One provider of a service that has many.
struct Provider {
  void* object = nullptr;
  // The name of the extension that provides it.
  Text extension;
  int32_t priority = 0;
  // Of the interface that the provider was compiled with.
  uint32_t minor_version = 0;
};

// All providers of a service at one moment: those of higher priority first, then in the order of
// the extensions in app.toml. They and their objects stay where they are until unpin(token).
struct ProviderList {
  const Provider* items = nullptr;
  size_t count = 0;
  // Identifies the list: no other list of this service has the same number, as long as the host
  // runs. Never 0.
  uint64_t version = 0;
  uint64_t token = 0;
};

// The providers of one service that has many. Lives as long as the host; its address never changes.
struct ServiceSet : Service {
  // The list of the generation that this thread's unit of work has seen first; a request sees that
  // of its own generation. Outside of a unit, and in start(), the current one; in a before_publish
  // function, the next one. Empty when nobody provides the service.
  virtual ProviderList pin() noexcept = 0;
  // To be called once for each pin(), on the same thread, before its unit of work ends.
  virtual void unpin(uint64_t token) noexcept = 0;
  // Says that this thread runs the code of items[index] from now on, so that the host knows whose
  // it is; SIZE_MAX: the caller's own again. Such calls nest.
  virtual void enter(uint64_t token, size_t index) noexcept = 0;
  // Says that items[index] has failed: the host logs this thread's error in the name of that
  // extension, and counts it.
  virtual void report(uint64_t token, size_t index) noexcept = 0;

 protected:
  ~ServiceSet() = default;
};

// An error is null where there was none.
enum class ArgumentKind : uint8_t { i64, f64, boolean, text, value, request, response, error };

// One argument of a signal.
struct Argument {
  constexpr Argument() : i64(0) {}

  ArgumentKind kind = ArgumentKind::i64;
  union {
    int64_t i64;
    double f64;
    Text text;
    Value value;
    Request* request;
    Response* response;
    const Error* error;
  };
};

// before: answered means the response is made and the view is not run.
using HookCallback = Callback<Status, Request*, Response*>;

// A signal by name. Lives as long as the host; its address never changes.
struct Signal : Service {
  // How many slots there are, to be read with acquire order: when it is zero, emit need not be
  // called. This one load is what an emission costs that nobody listens to.
  virtual const uint32_t* slot_count() noexcept = 0;
  // Calls the slots by priority, then by age. A slot that fails is logged and counted to its
  // extension; the others run.
  virtual void emit(const Argument* arguments, size_t count) noexcept = 0;

 protected:
  ~Signal() = default;
};

// Makes the new bytes of a key from the old ones; `old` is null when there are none. It is called
// once, on the caller's thread, before update() returns.
//   ok            what it put into `out` is the key's value from now on
//   not_found     the key is erased
//   anything else nothing changes, and update() returns it
struct StateChange {
  Status (*function)(void* self, const Bytes* old, TextSink out) noexcept = nullptr;
  void* self = nullptr;
};

// Bytes by key that the host keeps for an extension across its versions. All versions that are
// loaded see the same bytes.
//
// Limits: a key has 1 to 1,024 bytes, a value at most 64 MiB. A call with more is refused, and so
// are put, erase and update inside of a function that update calls, since it could wait for itself;
// the error names the key and the limit.
struct State : Service {
  // not_found when nothing was put. Never waits for an update.
  virtual Status get(Text key, TextSink out) noexcept = 0;
  // Both wait for an update of the same key.
  virtual Status put(Text key, Bytes value) noexcept = 0;
  virtual Status erase(Text key) noexcept = 0;
  // Changes a key in one step: until `change` has returned, no other thread and no other version
  // changes this key. Other keys do not wait.
  virtual Status update(Text key, StateChange change) noexcept = 0;
  // Puts each key that begins with `prefix` into `out`, one call a key, in the order of their bytes.
  virtual void keys(Text prefix, TextSink out) noexcept = 0;

 protected:
  ~State() = default;
};

struct Host : Service {
  // The SDK the host was built with: major << 16 | minor.
  virtual uint32_t sdk() noexcept = 0;
  // The request this thread works on, whoever's code runs; null outside of one.
  virtual Request* current() noexcept = 0;
  // Sets this thread's error (copied), to be followed by returning Status::failed.
  virtual void set_error(const Error* error) noexcept = 0;
  // This thread's error; never null. Borrowed until the next set_error on this thread.
  virtual const Error* error() noexcept = 0;
  // `message` is the text to translate by, its {} are filled with the arguments in order.
  virtual void log(LogLevel level, Text message, const Text* arguments, size_t count) noexcept = 0;
  // Null and an error set: when `required`, nobody provides it, or only in an older minor version.
  virtual ServiceRef* service(ServiceId id, bool required) noexcept = 0;
  // `signature`: i64, f64, boolean, text, value, request, response, joined by commas. Null and an
  // error set when the signal is known with another signature.
  virtual Signal* signal(Text name, Text signature) noexcept = 0;
  virtual State* state() noexcept = 0;
  // The URL of an endpoint outside of a request: absolute, and refused unless the app has a
  // server_name. Otherwise as Request::url_for.
  virtual Status url_for(Text endpoint, const Text* values, size_t count,
                         TextSink out) noexcept = 0;
  // Runs the callback behind the view of the request this thread works on, before the after_request
  // functions; those added first run first, those added behind them never. Refused outside of a
  // request. The callback is dropped either way.
  virtual Status after_this_request(HookCallback callback) noexcept = 0;
  // The stream that answers this thread's request is made inside the request's context: teardown
  // comes behind it. Refused outside of a request.
  virtual Status keep_context() noexcept = 0;
  // The app's time in nanoseconds since 1970-01-01T00:00:00Z; in tests it may stand still.
  virtual int64_t now() noexcept = 0;
  // A file that the extension's own file carries: "static/guestbook.css". Lives until stop() has
  // returned. not_found.
  virtual Status resource(Text path, Bytes* out) noexcept = 0;
  // The providers of a service that has many; empty as long as there are none. Null and an error
  // set when an extension is its one provider.
  virtual ServiceSet* services(ServiceId id) noexcept = 0;
  // Begins a unit of work on this thread (see ServiceRef::pin) and returns its token, never 0.
  // Within another unit it joins that, and returns 0. A unit that is left open ends with its
  // thread.
  virtual uint64_t begin_unit() noexcept = 0;
  // Ends the unit on the thread that began it. Does nothing for 0.
  virtual void end_unit(uint64_t token) noexcept = 0;
  // Why the extension was started; the same during its whole life.
  virtual Mode mode() noexcept = 0;
  // Whether error pages show what went wrong, as `carboy run` does by default.
  virtual bool debug() noexcept = 0;
  // The object that set_request_value kept under `key` for the request this thread works on, by
  // whatever extension. not_found when there is none. refused: it was set with another `layout`, or
  // there is no request; the error says which extensions differ. `*out` lives as long as the value
  // is kept.
  virtual Status request_value(Text key, uint64_t layout, void** out) noexcept = 0;
  // Keeps `value` under `key` until the request's last teardown function has run, and calls
  // drop(value) then, or when another value takes its place; the newest value goes first. This
  // extension stays loaded until that has happened. `layout` says how the object is laid out: equal
  // numbers for equal types. refused outside of a request, or when this extension is being stopped;
  // then drop(value) was called.
  virtual Status set_request_value(Text key, uint64_t layout, void* value,
                                   void (*drop)(void* value) noexcept) noexcept = 0;
  // The path of the folder that is this extension's own, without a final slash. It is below the
  // app's data folder, made at the first call with mode 0700, and kept when the extension stops.
  // failed: it cannot be made.
  virtual Status data_folder(TextSink out) noexcept = 0;
  // Keeps the page of this thread's request from being stored: it is meant for one person, or for
  // this one time. `why` is a noun phrase for reports, such as "a signed-in user". Does nothing
  // outside of a request.
  virtual void mark_personal(Text why) noexcept = 0;
  // The page of this thread's request depends on what the tag stands for: see <carboy/abi/pages.h>.
  // To be called before what it stands for is read. Does nothing outside of a request.
  virtual void depends_on(Text tag) noexcept = 0;

 protected:
  ~Host() = default;
};

}  // namespace carboy::abi
