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
#include <carboy/abi/wrapper.h>

namespace carboy::abi {

using ViewCallback = Callback<Status, Request*, Response*>;
// The error is null when the request ended without one.
using TeardownCallback = Callback<Status, Request*, const Error*>;
// not_found leaves the answer to the host's plain page.
using ErrorCallback = Callback<Status, Request*, Response*, const Error*>;
using SlotCallback = Callback<Status, const Argument*, size_t>;
using TaskCallback = Callback<Status>;

// url_value_preprocessor: before before_request; answered counts as ok.
enum class HookKind : uint8_t { before_request, after_request, url_value_preprocessor };

// The values of a URL being built.
struct UrlValues : Service {
  virtual bool contains(Text name) noexcept = 0;
  virtual void set(Text name, Text value) noexcept = 0;

 protected:
  ~UrlValues() = default;
};
// Is given the endpoint's full name, and adds to the values.
using UrlDefaultsCallback = Callback<Status, Text, UrlValues*>;

// Text of a parameter: whether a converter takes it, and what a URL has for a value's text.
using AcceptCallback = Callback<Status, Text>;
using ToUrlCallback = Callback<Status, Text, TextSink>;

// A converter of rules. The callbacks may have no function.
struct ConverterOptions {
  uint32_t size = sizeof(ConverterOptions);
  // Lower is tried first among parts that are otherwise equal: 50 for numbers, 100, 200 for paths.
  int32_t weight = 100;
  // What a value looks like, in PCRE2's syntax; with a slash in it, it may span parts of the path.
  Text regex;
  // Anything but ok is a 404, once a rule was chosen.
  AcceptCallback accepts;
  // Its text is percent-encoded by the host.
  ToUrlCallback to_url;
};

// What a rule may say beside its text; Werkzeug's Rule. automatic_options is for all rules of a
// route: whether the host answers OPTIONS.
enum class RuleFlag : uint8_t {
  strict_slashes,
  merge_slashes,
  alias,
  build_only,
  websocket,
  automatic_options
};
// redirect_to: `<name>` in it stands for a parameter's value.
enum class RuleText : uint8_t { host, subdomain, redirect_to };

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
  // Of the rule that this face was made with.
  virtual Status set_flag(RuleFlag flag, bool on) noexcept = 0;
  virtual Status set_text(RuleText what, Text text) noexcept = 0;
  // A value (boolean, integer, number or text) for an argument that the rule does not have in its
  // text, or a URL need not name. The view gets it behind the parameters, in order.
  virtual Status set_default(Text name, Value value) noexcept = 0;
  // One more rule for the same view. Endpoint, wrappers and methods are shared. Null when refused.
  virtual Route* also(Text rule) noexcept = 0;

 protected:
  ~Route() = default;
};

// A hook, teardown function or error handler being described.
struct Hook : Service {
  // It never blocks: nonblocking views run on the event loop's thread beside it.
  virtual Status set_nonblocking() noexcept = 0;
  // Its effect depends on nothing but what it reads from the request and the database. Where every
  // hook of a route says so, a stored page is answered without them.
  virtual Status set_cacheable() noexcept = 0;

 protected:
  ~Hook() = default;
};

// A group of routes with a prefix and a name; the app itself is the one without.
struct Blueprint : Service {
  // Null when refused.
  virtual Route* route(const Text* methods, size_t count, Text rule,
                       ViewCallback view) noexcept = 0;
  // Null when refused; so are the next three.
  virtual Hook* hook(HookKind kind, HookCallback callback) noexcept = 0;
  virtual Hook* teardown(TeardownCallback callback) noexcept = 0;
  // By HTTP status code.
  virtual Hook* error_code(int32_t code, ErrorCallback callback) noexcept = 0;
  // By error id, for it and every error that has it among its parents.
  virtual Hook* error_id(Text id, ErrorCallback callback) noexcept = 0;
  // Null when refused.
  virtual Blueprint* blueprint(Text name, Text prefix) noexcept = 0;
  // A rule without a view: for URLs only, unless its route says redirect_to or alias. Null when
  // refused.
  virtual Route* rule(Text rule) noexcept = 0;
  // host or subdomain of the rules that are registered from now on; subdomains of nested blueprints
  // add up.
  virtual Status set_text(RuleText what, Text text) noexcept = 0;
  // Answers what is below the prefix and no route takes, with whatever method.
  virtual Status fallback(ViewCallback view) noexcept = 0;
  // For URLs of this blueprint's endpoints and those of nested ones; of all, when it is the app.
  virtual Status url_defaults(UrlDefaultsCallback callback) noexcept = 0;
  // The app, to register what is for all requests.
  virtual Blueprint* app() noexcept = 0;

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

// Where a command of an extension runs.
enum class CommandPlace : uint8_t {
  // In a process of its own, which starts the extensions of the folder and serves nothing.
  own_process,
  // In the app that serves the folder; in a process of its own when none does.
  in_running_app,
  // In the app that serves the folder; refused when none does.
  only_in_running_app
};

// A command being described. What it declares is checked before it runs, and is shown by --help, by
// completion and in the manual. A command that declares neither options nor arguments is given
// whatever words there are.
struct Command : Service {
  // `names` is one or several spellings, such as "--json" or "-n,--name". An option without
  // `value_name` takes no value. Every option may be given several times.
  virtual Status add_option(Text names, Text value_name, Text help) noexcept = 0;
  // One more argument, such as "NAME", in the order of the command line. "[NAME]" may be left out,
  // and "NAME..." takes all that follow; these come last.
  virtual Status add_argument(Text name, Text help) noexcept = 0;
  // An exit status, from 0 to 255, and its meaning. Carboy itself uses 0, 1 and 2.
  virtual Status add_exit_status(int32_t code, Text meaning) noexcept = 0;
  // The default is own_process.
  virtual Status set_place(CommandPlace place) noexcept = 0;

 protected:
  ~Command() = default;
};

// One run of a command of an extension: its words, its terminal and its end. Text that is given
// out lives as long as the run.
struct Cli : Service {
  // Words behind the command's name that are neither options nor their values.
  virtual size_t argument_count() noexcept = 0;
  virtual Text argument(size_t index) noexcept = 0;
  // A line to standard output, or to standard error.
  virtual void print(Text line) noexcept = 0;
  virtual void print_error(Text line) noexcept = 0;
  // How often a declared option was given, under whichever of its names.
  virtual size_t option_count(Text name) noexcept = 0;
  // The value it was given the index-th time; empty for one that takes no value.
  virtual Text option(Text name, size_t index) noexcept = 0;
  // Asks on the terminal and waits for a line, which is put without its end. With `secret` the
  // terminal does not show it. refused: there is no terminal; cancelled: nobody answers any more.
  virtual Status read(Text prompt, bool secret, TextSink out) noexcept = 0;
  // Whether somebody can be asked.
  virtual bool is_terminal() noexcept = 0;
  // Bytes to standard output, as they are. Waits for a slow reader. cancelled: nobody reads them.
  virtual Status write(Bytes bytes) noexcept = 0;
  // The exit status of a run that ends without an error: 0 to 255, 0 by default.
  virtual void set_exit_status(int32_t status) noexcept = 0;
  // The user has pressed Ctrl-C or has left, or the extension is being stopped. The command then
  // has to return soon.
  virtual bool cancelled() noexcept = 0;

 protected:
  ~Cli() = default;
};
using CommandCallback = Callback<Status, Cli*>;

// Is given the base URL of the app, and puts a text for the operator.
using AnnounceCallback = Callback<Status, Text, TextSink>;
// What the version that is replaced passes to the one that replaces it.
struct HandOver : Service {
  // The version on the other side: inside of save the one that will serve, inside of take the one
  // that has served.
  virtual Text other_version() noexcept = 0;
  // Appends a copy. refused inside of take, and beyond 1 GiB in all.
  virtual Status write(Bytes piece) noexcept = 0;
  // All that was written. Lives until the callback returns.
  virtual Bytes bytes() noexcept = 0;

 protected:
  ~HandOver() = default;
};
using HandOverCallback = Callback<Status, HandOver*>;

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
  // `name` is one or several words of a-z, 0-9, - and _. Null when refused.
  virtual Command* command(Text name, Text help, CommandCallback run) noexcept = 0;
  // From when the extension serves; runs of one task never overlap.
  virtual Status every(int64_t nanoseconds, TaskCallback task) noexcept = 0;
  // Runs on a thread of its own from when the extension serves; `name` is for people.
  virtual Status background(Text name, BackgroundCallback work) noexcept = 0;
  // Called first when the extension stops, once no request is inside it any more.
  virtual Status at_stop(TaskCallback callback) noexcept = 0;
  // Runs when an app context ends, after all teardown functions of the request, in reverse order of
  // registration. Null when refused.
  virtual Hook* teardown_app(TeardownCallback callback) noexcept = 0;
  // Makes `<name:parameter>` known to the rules of all extensions.
  virtual Status converter(Text name, const ConverterOptions* options) noexcept = 0;
  // Adds one provider to a service that has many; the manifest declares the id under "contributes".
  // It is in the list from the publish that makes the extension's routes effective until the last
  // request of such a generation has ended; then `drop` (may be null) is called. The owner of the
  // id may be absent. refused when an extension is the service's one provider.
  virtual Status contribute(ServiceId id, int32_t priority, void* object,
                            void (*drop)(void* object) noexcept) noexcept = 0;
  // Calls the function before each start and swap, of whatever extension, on a thread of the host;
  // not in the process of a command. It sees the services as they will be. Anything but ok refuses
  // the start or the swap with this thread's error, and so does a function that has not returned
  // within [server] publish_timeout.
  virtual Status before_publish(TaskCallback callback) noexcept = 0;
  // Called once, on the host's thread, when the sockets of the app are bound; or when the extension
  // begins to serve, if it is enabled later. A swap does not call it. The text is printed below the
  // start report; it goes to the log when standard error is no terminal.
  virtual Status announce(AnnounceCallback callback) noexcept = 0;
  // Passes state in memory to the next version. In a swap between two versions that both say this,
  // the host lets new requests to the extension's routes wait, or all requests if it has hooks for
  // all, lets the old version finish those it has, calls `save` of the old version and then `take`
  // of the new one, each on a thread of its own, and publishes the new version. When one of them
  // does not return ok in time, the swap is refused: the new version is removed, and the old one
  // serves on, unchanged. So `save` must leave the old version as it is. Refused when it was called
  // before.
  virtual Status hand_over(HandOverCallback save, HandOverCallback take) noexcept = 0;
  // Provides what routes can be wrapped in, under an id that the manifest declares. As provide().
  virtual Status provide_wrapper(ServiceId id, RouteWrapper* wrapper,
                                 void (*drop)(RouteWrapper* wrapper) noexcept) noexcept = 0;

 protected:
  ~Registrar() = default;
};

}  // namespace carboy::abi
