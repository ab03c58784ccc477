// The extensions of the app, as an operator manages them: the service "carboy.Management" of the
// host, and the service "carboy.Audit", which an extension provides.
#pragma once

#include <carboy/abi/types.h>

namespace carboy::abi {

// What [host] panel lets extensions do. Each level includes those before it.
enum class PanelLevel : uint8_t {
  off,     // nothing
  look,    // list()
  manage,  // everything but what brings new files into the app
  install
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
// their requests after that. So a view may even replace the extension that it belongs to.
//
// Each change returns refused when the level forbids it and failed when it is not possible, with the
// reason as the thread's error; then everything is as before. `report` is given the lines that the
// command prints.
struct Management : Service {
  virtual PanelLevel level() noexcept = 0;
  // Puts a JSON text: a list of the extensions that run or are installed, each with name, version,
  // state, reason, and whether it is enabled.
  virtual Status list(TextSink json) noexcept = 0;
  // Starts extensions that are installed, or stops them, together with the list in app.toml.
  virtual Status enable(const Actor* actor, const Text* names, size_t count,
                        TextSink report) noexcept = 0;
  virtual Status disable(const Actor* actor, const Text* names, size_t count,
                         TextSink report) noexcept = 0;
  // Swaps extensions for their present files and settings, in one step.
  virtual Status reload(const Actor* actor, const Text* names, size_t count,
                        TextSink report) noexcept = 0;

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

}  // namespace carboy::abi
