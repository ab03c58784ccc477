// The declarative apps of the lifecycle cases: the hooks, handlers and views of a spec write to a
// trace when they run.
#pragma once

#include <string>
#include <vector>

#include "api_app.h"
#include "suite.h"

namespace carboy::conformance {

// A case needs something that Carboy does not have; the text is the reason.
struct NotSupported {
  std::string why;
};

// What ran, in order, and what left the app.
struct Trace {
  std::vector<std::string> lines;
  std::string escaped;  // the exception that Flask would not handle; empty without one
};

// Returns the kernel's options for the case's `config`. Throws NotSupported.
core::app::KernelOptions options_of(const Json& config, Trace& trace);

// Registers the contents of `spec`. Throws NotSupported for parts that Carboy does not have.
void register_spec(const Json& spec, App& app, carboy::abi::Registrar& registrar, Trace& trace);

}  // namespace carboy::conformance
