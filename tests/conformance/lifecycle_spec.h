// Declarative apps of lifecycle cases: a spec's hooks, handlers and views, which note in a trace
// when they run.
#pragma once

#include <string>
#include <vector>

#include "api_app.h"
#include "suite.h"

namespace carboy::conformance {

// Something that a case asks for and Carboy does not have, with the reason.
struct NotHere {
  std::string why;
};

// What ran, in order, and what left the app.
struct Trace {
  std::vector<std::string> lines;
  std::string escaped;  // the exception that Flask would let out; empty: none
};

// Options of the kernel for the case's `config`. Throws NotHere.
core::app::KernelOptions options_of(const Json& config, Trace& trace);

// Registers what `spec` says. Throws NotHere for what cannot be.
void register_spec(const Json& spec, App& app, carboy::abi::Registrar& registrar, Trace& trace);

}  // namespace carboy::conformance
