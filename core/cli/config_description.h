// `carboy config schema` and `config docs`: what can stand in app.toml.
#pragma once

namespace carboy::core::cli {

// A JSON Schema (2020-12) for editors: carboy's own tables, and those of all extensions that can be
// enabled here. Needs no app.toml.
int print_config_schema();

// All those settings as Markdown.
int print_config_docs();

}  // namespace carboy::core::cli
