// What an extension registers while it starts. Everything goes into the extension's scope and is
// undone, newest first, when the extension stops. Nobody unregisters anything.
//
// Thread rule: to be called inside Extension::start() only, on the thread that runs it. Text is
// copied. A refused call sets the thread's error; the callback it was given is dropped either way.
#pragma once

#include <carboy/abi/host.h>
#include <carboy/abi/request.h>
#include <carboy/abi/types.h>
#include <carboy/abi/value.h>

namespace carboy::abi {

using ViewCallback = Callback<Status, Request*, Response*>;
// before: answered means the response is made and the view is not run.
using HookCallback = Callback<Status, Request*, Response*>;
// The error is null when the request ended without one.
using TeardownCallback = Callback<Status, Request*, const Error*>;
using ErrorCallback = Callback<Status, Request*, Response*, const Error*>;
using SlotCallback = Callback<Status, const Argument*, size_t>;
using TaskCallback = Callback<Status>;

enum class Hook : uint8_t { before_request, after_request };

// One route being described.
struct Route : Service {
  // Names it; in a blueprint the name becomes `blueprint.name`. A route without a name cannot be
  // built.
  virtual Status set_endpoint(Text name) noexcept = 0;
  // Runs the view inside the wrapper that service `id` provides; the first is the outermost. The
  // app does not start when nobody provides it.
  virtual Status wrap(ServiceId id, Text options) noexcept = 0;
  // The view never blocks: run it on the event loop's thread.
  virtual Status set_nonblocking() noexcept = 0;

 protected:
  ~Route() = default;
};

// A group of routes with a prefix and a name; the app itself is the one without.
struct Blueprint : Service {
  // Null when refused.
  virtual Route* route(const Text* methods, size_t count, Text rule,
                       ViewCallback view) noexcept = 0;
  virtual Status hook(Hook when, HookCallback callback) noexcept = 0;
  virtual Status teardown(TeardownCallback callback) noexcept = 0;
  // By HTTP status code.
  virtual Status error_code(int32_t code, ErrorCallback callback) noexcept = 0;
  // By error id, for it and every error that has it among its parents.
  virtual Status error_id(Text id, ErrorCallback callback) noexcept = 0;
  // Null when refused.
  virtual Blueprint* blueprint(Text name, Text prefix) noexcept = 0;

 protected:
  ~Blueprint() = default;
};

// Tells background work when to end.
struct StopToken : Service {
  virtual bool stop_requested() noexcept = 0;
  // Waits until a stop is requested, or so many nanoseconds have passed; true for the former.
  virtual bool wait(int64_t nanoseconds) noexcept = 0;

 protected:
  ~StopToken() = default;
};
using BackgroundCallback = Callback<Status, StopToken*>;

// One run of a command of an extension.
struct Cli : Service {
  // Words behind the command's name.
  virtual size_t argument_count() noexcept = 0;
  virtual Text argument(size_t index) noexcept = 0;
  // A line to standard output, or to standard error.
  virtual void print(Text line) noexcept = 0;
  virtual void print_error(Text line) noexcept = 0;

 protected:
  ~Cli() = default;
};
using CommandCallback = Callback<Status, Cli*>;

struct Registrar : Service {
  virtual Blueprint* app() noexcept = 0;
  // The extension's settings, a map: checked by its schema, defaults filled in. Lives until start()
  // returns.
  virtual Value config() noexcept = 0;
  // Higher priorities are called first, then the older slot.
  virtual Status subscribe(Text signal, Text signature, int32_t priority,
                           SlotCallback slot) noexcept = 0;
  // `object` is an instance of the interface `id` names; it must be declared in the manifest.
  // `drop` (may be null) is called once nobody can reach it any more.
  virtual Status provide(ServiceId id, void* object,
                         void (*drop)(void* object) noexcept) noexcept = 0;
  // `name` is one or several words.
  virtual Status command(Text name, Text help, CommandCallback run) noexcept = 0;
  // From when the extension serves; runs of one task never overlap.
  virtual Status every(int64_t nanoseconds, TaskCallback task) noexcept = 0;
  // Runs on a thread of its own from when the extension serves; `name` is for people.
  virtual Status background(Text name, BackgroundCallback work) noexcept = 0;
  // Called first when the extension stops, once no request is inside it any more.
  virtual Status at_stop(TaskCallback callback) noexcept = 0;

 protected:
  ~Registrar() = default;
};

}  // namespace carboy::abi
