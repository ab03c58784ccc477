// A loaded extension's own start and stop, as the boundary gives them. The component abi implements
// it.
#pragma once

#include <functional>
#include <memory>

#include <nlohmann/json_fwd.hpp>

namespace carboy::core::extensions {

class Library;
class Scope;

// Thread rule: start() and stop() are called once each, on threads of the host's choice.
class Instance {
 public:
  virtual ~Instance() = default;
  // Runs the extension's init with its settings. Returns false if that fails; then the thread's
  // failure says why.
  virtual bool start(const nlohmann::json& settings) noexcept = 0;
  // Called after everything that it registered was freed.
  virtual void stop() noexcept = 0;
};

// Makes the instance of a loaded library. Throws base::Error if the library is not an extension, or
// was compiled with an SDK that this host does not support.
using Bind = std::function<std::unique_ptr<Instance>(const Library&, Scope&)>;

}  // namespace carboy::core::extensions
