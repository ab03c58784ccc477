// The extensions of the app, as an operator manages them: the service "carboy.Management" of the
// host, and the services "carboy.Audit" and "carboy.Approval", which extensions provide.
#pragma once

#include <carboy/abi/types.h>

namespace carboy::abi {

// What [host] panel lets extensions do. Each level includes those before it.
enum class PanelLevel : uint8_t {
  off,      // nothing
  look,     // list() and info()
  manage,   // everything but what brings new files into the app
  install,  // receive(), check() and install(), too
};

// On whose behalf something is done. It is written to the audit before it is done.
struct Actor {
  uint32_t size = sizeof(Actor);
  // Who asked for it, as the caller has found out: a user's name.
  Text name;
  // The id of the request in which it was asked for; may be empty.
  Text request_id;
};

// Does what the `carboy ext` commands do, with the same locks and texts. It is there while the app
// serves; a command in a process of its own has none, so look it up with Host::service(id, false).
//
// Thread rule: any thread, also a view. A change returns when it is published; old versions finish
// their requests after that. So a view may even replace the extension that it belongs to, unless that
// hands its state over: a hand-over waits for the requests of the old version.
//
// Each change returns refused when the level forbids it and failed when it is not possible, with the
// reason as the thread's error; then everything is as before. `report` is given the lines that the
// command prints. Texts are copied during the call.
//
// What is told about extensions is a JSON text, which grows by new members: a reader ignores those
// that it does not know.
struct Management : Service {
  virtual PanelLevel level() noexcept = 0;
  // Puts a JSON text: a list of the extensions that run or are installed, as `carboy ext list
  // --available --json` prints it. Each has name, version, state, reason, enabled, requires,
  // optional, services, settings and, while it runs, cost and routes.
  virtual Status list(TextSink json) noexcept = 0;
  // Starts extensions that are installed, or stops them, together with the list in app.toml.
  virtual Status enable(const Actor* actor, const Text* names, size_t count,
                        TextSink report) noexcept = 0;
  virtual Status disable(const Actor* actor, const Text* names, size_t count,
                         TextSink report) noexcept = 0;
  // Swaps extensions for their present files and settings, in one step.
  virtual Status reload(const Actor* actor, const Text* names, size_t count,
                        TextSink report) noexcept = 0;
  // Puts a JSON text about one extension, as `carboy ext info NAME --json` prints it: what list()
  // says, the manifest, the schema of its settings, and what runs. not_found: there is no such
  // extension.
  virtual Status info(Text name, TextSink json) noexcept = 0;
  // Changes settings of an extension. `settings` is a JSON object and is applied to the extension's
  // table as a merge patch (RFC 7396): members replace, null removes, objects are merged. The values
  // are checked, written into app.toml, whose comments and layout stay, and the extension is swapped
  // if it runs. Refused, with one report of everything that is wrong: values that do not fit the
  // schema, settings whose schema says "operator", settings that come from the environment or a
  // secret file, the mount, and the tables of the host.
  virtual Status configure(const Actor* actor, Text name, Text settings,
                           TextSink report) noexcept = 0;
  // Restores the file of an extension that the app ran with before its present one, and swaps the
  // extension for it if it runs. Refused if the app has run with no other file.
  virtual Status roll_back(const Actor* actor, Text name, TextSink report) noexcept = 0;
  // These three need the level `install`. receive() keeps a file, at most 256 MiB, in
  // .carboy/incoming and reads what it says about itself without running its code. It puts a JSON
  // text, as `carboy ext inspect --json` prints it; its member "sha256" is the digest that the
  // others take. Of the files received, the newest 16 are kept.
  virtual Status receive(const Actor* actor, Bytes file, TextSink json) noexcept = 0;
  // Runs `carboy ext check` on a received file, in another process with an empty environment and an
  // empty folder, and puts its report as JSON. Takes up to a minute.
  virtual Status check(const Actor* actor, Text digest, TextSink json) noexcept = 0;
  // Moves a received file to extensions/. enable() or reload() runs it.
  //
  // check() and install() bring foreign code into the app. So the host asks the service
  // "carboy.Approval" for the permission "host.install" with a log-in of the last five minutes.
  // Without such a service it refuses under `carboy serve`, where also carboy.lock must name the
  // digest, or a key of `[host] keys` must have signed the file.
  virtual Status install(const Actor* actor, Text digest, TextSink report) noexcept = 0;

 protected:
  ~Management() = default;
};

// One entry of an audit.
struct AuditEntry {
  uint32_t size = sizeof(AuditEntry);
  Text actor;
  Text request_id;
  Text action;   // "extension.enable"
  Text subject;  // what it is done to: "guestbook"
};

// Keeps entries for ever. The host calls it before it acts; when nobody provides it, the entries go
// to the log.
//
// Thread rule: any thread.
struct Audit : Service {
  // Anything but ok: the entry was not kept. The host then refuses what it was about to do.
  virtual Status record(const AuditEntry* entry) noexcept = 0;

 protected:
  ~Audit() = default;
};

// Knows whether somebody may do something now; an extension that logs users in provides it as
// "carboy.Approval". The host asks it on the thread of the caller, in the caller's request.
//
// Thread rule: any thread.
struct Approval : Service {
  // Returns ok if the user in whose name `actor` asks has the permission ("host.install") and has
  // logged in within the last `fresh_nanoseconds`, with the second factor if the account has one.
  // Anything else: no, with the reason as the thread's error, which the caller gets.
  virtual Status approve(const Actor* actor, Text permission,
                         int64_t fresh_nanoseconds) noexcept = 0;

 protected:
  ~Approval() = default;
};

}  // namespace carboy::abi
